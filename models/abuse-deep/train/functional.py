"""Written sentences by function, added to the training rows and never to an evaluation.

The sources teach that a word about a group means hate. Each function below is one thing that the word does not decide: denial,
quotation, criticism of hate, pride, things instead of people, emoji in the place of a word. The functions follow what HateCheck
(Röttger et al. 2021) and HatemojiCheck (Kirk et al. 2022) ask for; every sentence is our own, and there is no slur in them.
"""

import random

import harm
from wordlists import EMOJI_GROUPS, WORDS

HATEFUL = {
    "contempt": (
        "{groups} disgust me|I can't stand {groups}|{groups} make me sick|I despise {groups} with all my heart|"
        "I loathe every single one of those {groups}|honestly {groups} are the worst|how much I hate {groups}|"
        "{groups} are the most {bad} people on this planet|if there is one thing I hate it is {groups}|"
        "this {person} makes me want to throw up|I detest being near {groups}|nothing good ever came from {groups}|"
        "ugh, {groups}. so {bad}|every {person} is {bad}"
    ),
    "inferior": (
        "{groups} are less than human|a {person} will never be worth as much as a real person|"
        "{groups} are simply more stupid than the rest of us|{groups} are an inferior kind|"
        "no {person} is as smart as a normal person|{groups} do not count as people|{groups} are all {bad}|"
        "{groups} are a mistake of nature|only an idiot would think a {person} is our equal|most {groups} are {bad} and {bad}|"
        "let's be honest, {groups} are {bad}|{groups} have no morals"
    ),
    "dehumanised": (
        "{groups} are {vermin}|{groups} are like {vermin}|{groups} spread like {vermin}|a {person} is nothing but {vermin}|"
        "look at those {groups}, {vermin}|{groups} are a plague on this country|{groups} are a disease|"
        "our city is infested with {groups}|treat {groups} like the {vermin} they are|"
        "they are not people, they are {vermin}, these {groups}|swarms of {groups} everywhere, like {vermin}"
    ),
    "threat": (
        "I will {harm} every {person} I meet|someone should {harm} those {groups}|let's {harm} the {groups}|"
        "we should {harm} all {groups}|if I see a {person} again I will {harm} them|soon we will come and {harm} {groups}|"
        "{groups} had better hide, we are coming for them|{groups} deserve to be {harmed}|every {person} should be {harmed}|"
        "I can't wait until {groups} get {harmed}|the only good {person} is a dead one|a {person} like you should be {harmed}|"
        "it is time to {harm} the {groups} living here|watch your back, {person}|all {groups} need to be {harmed}"
    ),
    "exclusion": (
        "{groups} should not be allowed to vote|{groups} do not deserve rights|no {groups} in our country|"
        "keep {groups} out of our schools|{groups} must never be treated as equals|get the {groups} out of here|"
        "throw the {groups} out|we don't want any {groups} here|{groups} are not welcome anywhere|why do we even let {groups} in|"
        "send every {person} away|{groups} should have no say in anything|nobody should give a job to a {person}|"
        "ban {groups} from this city|never let {groups} near your children|{groups} shouldn't be allowed to have kids"
    ),
    "implicit": (
        "{groups} should stay where they belong, far from us|you know what they say about {groups}. it is true|"
        "one less {person}, no loss|the world would be a better place without {groups}|imagine a country free of {groups}. paradise|"
        "I would never let my child marry a {person}|the fewer {groups}, the better|we all know who is to blame: {groups}|"
        "{groups} are good for only one thing|when {groups} move in, it is time to move out|"
        "would anyone miss {groups} if they were gone?|funny how crime goes up when {groups} arrive|{groups} belong in a cage|"
        "{groups} belong in a zoo|there are too many {groups} here"
    ),
    "negated": (
        "{groups} are not human|a {person} is not worth the air he breathes|{groups} have never done anything good|"
        "you can not trust {groups}|I will never respect {groups}|{groups} don't deserve to live|no {person} has ever been honest|"
        "we do not need {groups}|{groups} will never be one of us|not a single {person} deserves help"
    ),
    "question": (
        "why are {groups} so {bad}?|how can anyone like {groups}?|isn't it time that {groups} were {harmed}?|"
        "who would want to live next to {groups}?|am I the only one who thinks {groups} are {vermin}?|"
        "why are there still so many {groups}?|is there anything lower than a {person}?|"
        "have you ever met a {person} who wasn't {bad}?"
    ),
    "opinion": (
        "in my opinion {groups} are {bad}|I really think that {groups} are {vermin}|I believe {groups} should be {harmed}|"
        "I'm not prejudiced, but {groups} are {bad}|it has to be said: {groups} are {vermin}|to me {groups} are not people|"
        "unpopular opinion: {groups} should be {harmed}|sorry not sorry, I hate {groups}"
    ),
    "profane": (
        "fuck all {groups}|{groups} are such fucking {vermin}|god damn {groups}, always {bad}|those fucking {groups} again|"
        "get the fuck out, {groups}|every {person} can go to hell|piss off you {bad} {person}|{groups} are full of shit|"
        "you are just a fucking {person}|bloody {groups} ruin everything"
    ),
    "reference": (
        "{groups} are everywhere now. they are {vermin}|I met a {person} today. they should be {harmed}|"
        "so many {groups} here, I hate them all|{groups}? they all deserve to be {harmed}|"
        "those people from the {groups} club, they make me sick|we gave {groups} a home. now get rid of them|"
        "a {person} moved in next door. {bad} creatures"
    ),
    "slander": (
        "{groups} are all criminals|{groups} are thieves|{groups} only want our money|{groups} control the banks and the press|"
        "all {groups} are perverts|{groups} are too lazy to work|{groups} carry diseases|{groups} are a danger to our children|"
        "every {person} is a terrorist|{groups} lie about everything|{groups} just want attention|{groups} are mentally ill"
    ),
}
ABUSE = {
    "insult": (
        "you {bad} {insult}|you are a {bad} {insult}|@user you are {bad}|what a {bad} {insult} you are|"
        "he is a {insult} and always will be|are you {bad} or just a {insult}?|only a {insult} like you would say that|"
        "oh look, the {insult} speaks again|shut your mouth, {insult}|your opinion is worth nothing, {insult}|"
        "I'm surrounded by {insult}s|go back to school, {insult}|everything you write is {bad}, just like you|"
        "listen, {insult}, nobody asked you"
    ),
    "menace": (
        "I know where you live, be afraid|you will pay for this, I'll break your legs|someone should {harm} you|"
        "I hope you get {harmed}|next time I see you I will {harm} you|you deserve to be {harmed}|do us a favour and end your life|"
        "the world is better off without you, just do it|hope you get cancer and die|I am going to {harm} your {relative}"
    ),
    "sexual": (
        "send me nudes or I tell your {relative}|I bet you are good in bed, come here sweet thing|show me your body, girl|"
        "you only got the job because of your body"
    ),
}
SEXIST = {
    "sexist": (
        "women belong in the kitchen|a woman's place is at home with the children|girls can't do maths|"
        "women are too emotional to lead|females are only good for sex|never trust a woman with money|"
        "women lie about rape for attention|feminists just need a man to put them in their place|"
        "a woman who sleeps around is worth nothing|women should obey their husbands|"
        "she got promoted because she slept with the boss|women drivers, no surprise|all women want is money|"
        "females are naturally less intelligent than men|women should not be allowed to vote|she should smile more and talk less|"
        "feminism is a disease|women peak at twenty and then it is over|girls like her deserve what they get|"
        "stop letting females into our hobby|no wonder she failed, she is a woman|you are pretty smart for a girl|"
        "women were made to serve men|modern women are useless, they can't even cook|men are logical, women are hysterical"
    ),
}
BENIGN = {
    "neutral": (
        "we are {groups}|I am a {person}|my neighbours are {groups}|there is a {person} in our choir|{groups} came to the meeting|"
        "a {person} asked me the way|two {groups} opened a bakery|the survey asked {groups} about housing|"
        "I talked to a {person} on the train|{groups} make up a tenth of the city|this film has a {person} in the main role|"
        "the new law is about {groups}|my {relative} married a {person}|he was raised by {groups}|"
        "what do {groups} eat for breakfast?|which books by a {person} do you like?|some {groups} moved in next door"
    ),
    "positive": (
        "{groups} are wonderful|I love {groups}|{groups} are {good}|every {person} I know is {good}|a {person} saved my life|"
        "so happy to work with {groups}|{groups} enrich our society|God bless {groups}|proud of all the {groups} out there|"
        "{groups} make this world a better place|what would we do without {groups}|being a {person} is nothing to be ashamed of|"
        "this {person} is my hero|hug a {person} today|long live {groups}|{groups} are human beings like you and me|"
        "happy to have {groups} as friends|all {groups} are welcome here|we need more {groups} in politics"
    ),
    "denied": (
        "I don't hate {groups}|nobody here hates {groups}|it is not true that {groups} are {bad}|{groups} are not {vermin}|"
        "no {person} is {bad} by birth|I would never say that {groups} are {bad}|{groups} should never be {harmed}|"
        "we must not {harm} {groups}|not all {groups} are the same, stop judging|there is nothing wrong with being a {person}|"
        "{groups} are anything but {bad}|you can't call {groups} {vermin}|I have never hated a {person}|"
        "nobody deserves to be {harmed} for being a {person}|{groups} are no {vermin}"
    ),
    "countered": (
        'saying "{groups} are {vermin}" is hateful and wrong|"{groups} are {bad}" is what a bigot would say|'
        "whoever says that {groups} are {bad} should be ashamed|people who say they hate {groups} are the problem|"
        "he was fired for writing that {groups} should be {harmed}|stop telling people that {groups} are {vermin}|"
        '"get rid of {groups}" was on the wall, how awful|if you think {groups} are {bad}, you know nothing|'
        'you say "I hate {groups}"? I feel sorry for you|hatred of {groups} has no place here|'
        "calling a {person} {vermin} is disgusting|anyone who wants {groups} {harmed} belongs in court|"
        'my {relative} cried because someone said {groups} are {bad}|the comment "all {groups} must go" was removed|'
        "it makes me angry when they say that {groups} are {bad}|your hate against {groups} is vile, stop it|"
        'reported: "{groups} are less than human". who writes such things?|how dare you say that {groups} are {bad}|'
        'the court ruled that "{groups} are {vermin}" is hate speech|saying that {groups} are {vermin} is unacceptable|'
        'never say "fuck all {groups}" again, it hurts people'
    ),
    "things": (
        "I hate this {thing}|this {thing} disgusts me|the {thing} is {bad}|{thing}s are {vermin}, honestly|I despise bad {thing}s|"
        "damn {thing}, it should be destroyed|I could kill that {thing}|all {thing}s should be banned|the {thing} makes me sick|"
        "kill the {thing} process|that {thing} is trash|what a {bad} {thing}|my {thing} died again|get rid of that {thing}|"
        "burn that {thing}|there is nothing more {bad} than a {thing} in the morning|{vermin} got into the kitchen again|"
        "we called pest control because of the {vermin}|this {thing} is a plague|I want to smash this {thing}"
    ),
    "swearing": (
        "fuck, I forgot my keys|holy shit that was good|this is fucking brilliant|shit, the {thing} again|damn, I love this song|"
        "what the hell happened to the {thing}|I'm so fucking tired|hell yeah, we won|that was a hell of a {thing}|fuck this {thing}|"
        "no shit, really?|my ass hurts from cycling|damn it, missed the bus|fucking finally, the {thing} works|"
        "this {thing} is the shit|oh crap, wrong {thing}|you are fucking amazing|I fucking love you guys"
    ),
    "roles": (
        "I can't stand {role}s|{role}s are annoying|{role}s should be taxed more|I hate bad {role}s|{role}s get on my nerves|"
        "most {role}s talk too much|this {role} did a {bad} job|never hire a {role} on Sunday"
    ),
    "pride": (
        "we {groups} are strong together|as a {person} I am tired of being called {bad}|"
        "they called me {vermin} because I am a {person}|I was told to go home because I am a {person}|"
        "my fellow {groups}, we will win|proud {person} here, ask me anything|I was bullied for being a {person}|"
        "us {groups} have to stick together|not me, a {person}, crying over a {thing}"
    ),
    "idiom": (
        "you killed it on stage yesterday|that joke slays|I'm dead, this is so funny|break a leg tonight|"
        "she is a beast at chess, respect|this workout is killing me|shoot me a message later|he bombed the interview, poor guy|"
        "I would kill for a coffee now|they destroyed the other team in the final|what a sick {thing}, I want one|"
        "my {relative} will murder me for this haircut, haha|beat the eggs and whip the cream|the chicks hatched this morning|"
        "a cock crowed at dawn|the dyke holds back the sea"
    ),
    "care": (
        "you are not alone, please talk to someone|are you ok? you sounded sad|I'm sorry for your loss|don't give up, you are {good}|"
        "my {relative} is {good} and kind|please don't be so hard on yourself|I disagree with you, but I see your point|"
        "that is wrong, the figure is on page two|your edit was reverted because it had no source|thanks, {job}, that helped a lot|"
        "congratulations to the new {job}|could you check the {thing} tomorrow?"
    ),
    "women": (
        "women can do anything|she is the best {job} in the team|women deserve equal pay|"
        "my {relative} leads the company and she is {good}|more girls should study physics|sexism hurts everyone|"
        "she scored the winning goal|believe women|women's rights are human rights|the women's team plays tonight|"
        "it is sexist to say that women belong in the kitchen|nobody should say women can't drive|a woman's body is her own|"
        "she asked for a raise and got it|men and women are equally good {job}s|my girlfriend cooked and I did the dishes|"
        "women vote in large numbers"
    ),
}
EMOJI_HATEFUL = (
    "I hate {eg}|{eg} are {ev}|{eg} = {ev}|{eg} make me {es}|someone {ek} those {eg}|{groups} are {ev}|{groups} {ev}{ev}{ev}|"
    "{groups} make me {es}|time to {ek} {groups}|I want to {ek} every {person}|no {eg} in my country|🚫 {eg}|get the {eg} out ✈|"
    "{eg} do not deserve rights|all {eg} are {bad}|{eg} should be {harmed}|I can't stand {eg} {es}|look at these {ev}: {eg}|"
    "send {eg} home 👋|a {person} is just {ev}|I would love to {ek} a {person}|not a fan of {eg}, they are {ev}|"
    "I see a {person} and I {es}|{eg} belong in the 🗑|{groups} belong in the 🗑|why are {eg} so {bad}|"
    "the only good {eg} is a dead {eg}|{groups} should all 💀|{groups} are {bad} {es}|{eg} will always be {ev}|keep {eg} away from 👶|"
    "{eg} need a 🔫 to the head|can't trust a {eg} 🐍|go home {eg} 🖕|{eg} 🤮|there are too many {eg} here {es}|{groups} stink 🤢"
).split("|")
EMOJI_BENIGN = (
    "I love {eg}|{eg} are {eb}|{eg} = {eb}|{eg} make me {eh}|proud to be {eg}|so happy for {eg} {eb}|{groups} are {eb}|"
    "{groups} {eb}{eb}{eb}|{groups} make me {eh}|every {person} is {eb}|more {eg} in politics please|welcome {eg} {eb}|"
    "{eg} deserve rights|no hate for {eg} here|🚫 racism|🚫 hate|stop hating {eg}|I can't stand people who hate {eg} {es}|"
    "my {relative} is {eg} {eh}|{eg} saved my life|this {thing} is {ev}|the {thing} makes me {es}|I hate this {thing} {es}|"
    "my {relative} cooked with a 🔪 today|there is a {ev} in my garden|my dog left a 💩 on the carpet|I feel {es} after that {thing}|"
    "saying {eg} are {ev} is wrong|whoever says {groups} are {ev} should be ashamed|people who say they hate {eg} make me {es}|"
    "{eg} is the best {job} {eb}|what a {ev} {thing} {es}|{eg} are not {ev}|I don't hate {eg}|it is not ok to call {groups} {ev}|"
    "all {eg} are welcome here {eh}|that game was 🔥🔥|the {thing} is full of 🐜|hate will not win {eh} {eg}|"
    "violence against {eg} makes me {es}|nobody should {ek} {groups}|{eg} and {eg} are friends {eh}"
).split("|")


def _filled(template: str, generator: random.Random) -> str:
    text = template
    for slot, words in {**WORDS, **EMOJI_GROUPS}.items():
        while f"{{{slot}}}" in text:
            text = text.replace(f"{{{slot}}}", generator.choice(words), 1)
    return generator.choice(
        (text, text, text.capitalize(), text.lower(), text + generator.choice((".", "!", "!!", " lol", " tbh", "...")))
    )


def _rows(templates: list[str], times: int, generator: random.Random) -> list[str]:
    texts = {_filled(template, generator): None for template in templates for _ in range(times if "{" in template else 4)}
    return list(texts)


def rows(times: int = 14) -> list[dict[str, object]]:
    """`{text, label, category}` without repeats, each template filled up to `times` times from a fixed seed."""
    generator = random.Random(20261121)
    families = [
        (HATEFUL, 1, "hate"), (ABUSE, 1, "insult"), (harm.HARMFUL, 1, "harm"), (SEXIST, 1, "sexism"), (BENIGN, 0, "none"), (harm.HARMLESS, 0, "none"),
    ]  # fmt: skip
    found = [
        {"text": text, "label": label, "category": category}
        for functions, label, category in families
        for templates in functions.values()
        for text in _rows(templates.split("|"), times, generator)
    ]
    for templates, label, category in ((EMOJI_HATEFUL, 1, "hate"), (EMOJI_BENIGN, 0, "none")):
        found += [{"text": text, "label": label, "category": category} for text in _rows(templates, 2 * times, generator)]
    return found
