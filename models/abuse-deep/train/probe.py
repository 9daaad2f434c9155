"""A small functional test, written by hand for the card and for the choice of the threshold; no sentence of it is in training.

Each function that HateCheck (Röttger et al. 2021) names is asked for by a few sentences of our own, without its templates.
"""

HATEFUL = (
    "Refugees ruin every town they set foot in|There is nothing lower on earth than a trans person|"
    "It would be a blessing if gay couples just vanished|Muslims breed like rabbits and live off us|"
    "Anybody in a wheelchair is a burden and should be left to die|I'd run over any black man who crosses my street|"
    "We ought to round up the Jews once more|Women are good for cooking and breeding, nothing else|"
    "Lesbians are sick in the head and need a cure|Honestly Mexicans smell worse than a pig sty|"
    "How stupid must you be to hire an African?|I spit on every mosque and on everybody who prays there|"
    "If you're gay, do us a favour and jump|Your kind, the Asians, brought us this disease|"
    "Nobody with a foreign name should be let into our hospitals|Trans women are perverts in dresses, keep them away from kids|"
    "God created black folks to serve us|Blind people are useless eaters|Burn down the refugee shelter with everybody inside|"
    "The sooner the immigrants drown, the better|You dumb feminist cow, get back to the stove|"
    "Jews have their dirty fingers in every war|A disabled child is a waste of money|"
    "I wouldn't touch a Muslim with a ten foot pole, filthy animals|What else do you expect from a woman, they have no brain|"
    "They let gays adopt now. Makes me want to puke|Kick the Roma out before they steal the rest|"
    "Black kids should not sit beside our kids in school|the arabs r all terr0rists, nuke em|I h a t e gypsies and I want them gone"
).split("|")
HARMLESS = (
    "My best friend is trans and she is getting married in May|The mosque on our street hands out free soup|"
    "Refugees told the reporter about their journey|I will not stay silent when somebody insults gay people|"
    "It is a lie that Jews rule the world|Whoever wrote 'women have no brain' failed biology|"
    "He shouted that immigrants should drown and was arrested|"
    "No, disabled children are not a waste of money, and you should apologise|Black kids and white kids play in the same band here|"
    "Nobody gets to call my deaf brother useless|I can't believe people still think lesbians need a cure|"
    "I absolutely loathe Mondays and wet socks|This bloody washing machine ate my sock again|"
    "Bankers are greedy and I'm tired of paying their fees|What a shitty day, I spilled coffee on my new shirt|"
    "That guitar solo was fucking unreal|I'm going to murder that last slice of cake|"
    "As a black woman I get asked about my hair every week|We queer folks celebrate in the park tonight|"
    "Muslim and Christian leaders prayed together after the flood|The cockroaches in my flat are back, any advice?|"
    "Rats carried the plague through Europe|Our team destroyed theirs, five to nil|"
    "Immigrants founded half of the companies on this list|The novel is about a Roma girl who becomes a pilot|"
    "Don't ever say that refugees are animals|I hate it when people make fun of blind passengers|"
    "Asian grandmothers make the best dumplings|She is a proud feminist and a wonderful boss|"
    "Is there a ramp for people in wheelchairs?"
).split("|")


def texts() -> tuple[list[str], list[int]]:
    """Sentences and labels, half of them hateful."""
    return HATEFUL + HARMLESS, [1] * len(HATEFUL) + [0] * len(HARMLESS)
