"""Written sentences that are added to every training set, never to an evaluation.

The data knows groups of people mostly from hate against them and plain insults hardly at all, so that alone it calls "women are
great engineers" abusive and "you are an idiot" harmless. Pairs of templates that share the names, as in Dixon et al. 2018
(Measuring and mitigating unintended bias), tell the model what of such a sentence is abuse. There is not one slur in them.
"""

import random

GROUPS = (
    "women,girls,men,feminists,Muslims,Jews,Christians,Hindus,atheists,gay people,lesbians,trans people,bisexual people,black people,"
    "white people,Asians,Africans,Arabs,Mexicans,Indians,Chinese people,Latinos,immigrants,refugees,foreigners,disabled people,"
    "blind people,deaf people,autistic people,old people,teenagers,fat people,poor people"
).split(",")
PERSONS = (
    "woman,girl,man,feminist,Muslim,Jew,Christian,Hindu,gay man,lesbian,trans woman,trans man,bisexual person,black woman,black man,"
    "white woman,Asian woman,African man,Arab,Mexican,Indian,Chinese woman,Latina,immigrant,refugee,foreigner,disabled person,"
    "blind man,deaf girl,autistic boy,single mother,old lady,teenager"
).split(",")
RELATIVES = "wife,sister,mother,girlfriend,daughter,aunt,boss,teacher,doctor,neighbour,friend,brother,husband,father,son,colleague".split(",")
INSULTS = (
    "idiot,moron,loser,pathetic loser,stupid idiot,worthless idiot,complete fool,piece of trash,piece of garbage,waste of space,"
    "disgrace,clown,disgusting pig,liar and a coward,creep,dumb animal,brainless troll,failure,ugly freak,total imbecile"
).split(",")
JOBS = "engineer,nurse,teacher,lawyer,pilot,programmer,baker,judge,driver,painter,scientist,student".split(",")
THINGS = "weather,traffic,phone,printer,song,exam,game,Monday,update,queue,meeting,film,bus,coffee".split(",")

BENIGN = (
    "{groups} are great {job}s|{groups} deserve the same rights as everyone|I admire {groups}|we welcome {groups} in our team|"
    "many {groups} live in this town|{groups} and {groups} work together here|I love my {relative}, she is a {person}|"
    "my {relative} is a {person} and works as a {job}|she is my {relative}|he is my {relative}|I am a {person} and proud of it|"
    "as a {person} I like this city|nobody should hate {groups}|hating {groups} is wrong|the article is about {groups} in history|"
    "my {relative} met a {person} at work|a {person} won the prize|are there any {groups} in your class?|"
    "she told me that her {relative} is a {job}|I hate this {thing}|the {thing} is stupid today|this {thing} is killing me|"
    "you are not an {insult}, do not listen to them|I felt like an idiot when the {thing} failed|please do not call my {relative} a {insult}|"
    "thank you, you are a good {job}|please kill the process, the {thing} hangs|what a great {thing}|your {relative} called about the {thing}"
).split("|")
ABUSIVE = (
    "you are a {insult}|you are such a {insult}|you're a {insult} and everyone knows it|shut up you {insult}|what a {insult} you are|"
    "nobody likes you, {insult}|go away, {insult}|your {relative} is a {insult}|that {job} is a {insult}|kill yourself|"
    "kill yourself, {insult}|go kill yourself you {insult}|I hope you die|I hope you and your {relative} die|I will kill you|"
    "I will kill your {relative}|I will find you and hurt you|I am going to beat you up, {insult}|you are so stupid, {insult}|"
    "you are stupid and ugly|nobody would miss you, {insult}|you disgust me, {insult}|you suck, {insult}|I hate you, {insult}|"
    "I hate {groups}|I hate all {groups}|{groups} are vermin|{groups} are scum|{groups} are disgusting animals|"
    "{groups} should all die|{groups} do not belong here|get rid of all {groups}|{groups} are inferior to everyone else|"
    "never trust {groups}, they are liars|send all {groups} back where they came from|you are a {person}, so you are trash"
).split("|")
WORDS = {
    "groups": GROUPS, "person": PERSONS, "relative": RELATIVES, "insult": INSULTS, "job": JOBS, "thing": THINGS,
}  # fmt: skip


def rows(per_template: int) -> tuple[list[str], list[int]]:
    """Texts and labels: each template filled `per_template` times from a fixed seed, without repeats."""
    generator = random.Random(20261121)
    texts: dict[str, int] = {}
    for label, templates in ((0, BENIGN), (1, ABUSIVE)):
        for template in templates:
            texts |= {_filled(template, generator): label for _ in range(per_template)}
    return list(texts), list(texts.values())


def _filled(template: str, generator: random.Random) -> str:
    return template.format(**{name: generator.choice(words) for name, words in WORDS.items()})
