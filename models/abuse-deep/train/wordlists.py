"""Words that fill the slots of the sentences in functional.py."""

WORDS = {
    "groups": (
        "women,girls,feminists,Muslims,Jews,Jewish people,Christians,Hindus,atheists,gays,gay people,gay men,lesbians,trans people,"
        "transgender people,bisexuals,queer people,black people,black men,African Americans,white people,Asians,Africans,Arabs,"
        "Mexicans,Indians,Pakistanis,Chinese people,Latinos,Roma,immigrants,migrants,refugees,asylum seekers,foreigners,"
        "disabled people,the disabled,blind people,people with Down syndrome,autistic people,old people,fat people,homeless people,"
        "poor people"
    ),
    "person": (
        "woman,girl,feminist,Muslim,Jew,Christian,Hindu,gay man,gay person,lesbian,trans person,trans woman,transgender person,"
        "bisexual,black person,black man,black woman,white person,Asian,African,Arab,Mexican,Indian,Pakistani,Chinese person,Latina,"
        "immigrant,migrant,refugee,foreigner,disabled person,blind person,autistic person,old woman,homeless man"
    ),
    "relative": (
        "wife,sister,mother,girlfriend,daughter,aunt,boss,teacher,doctor,neighbour,friend,brother,husband,father,son,colleague"
    ),
    "insult": (
        "idiot,moron,loser,fool,imbecile,clown,creep,coward,liar,freak,piece of trash,piece of garbage,waste of space,disgrace,pig,"
        "animal,troll,failure,dumbass,scumbag"
    ),
    "job": "engineer,nurse,teacher,lawyer,pilot,programmer,baker,judge,driver,painter,scientist,student",
    "role": (
        "banker,landlord,politician,lawyer,artist,singer,manager,salesman,doctor,cyclist,driver,football fan,tourist,blogger,"
        "investor,critic"
    ),
    "thing": (
        "printer,phone,song,exam,game,alarm clock,queue,meeting,film,bus,coffee,sandwich,traffic jam,laptop,sofa,pizza,computer,"
        "update,bug,car,hangover,homework,winter,weed,mosquito,headache"
    ),
    "bad": (
        "disgusting,stupid,dumb,worthless,pathetic,ugly,evil,vile,filthy,lazy,useless,awful,terrible,dirty,primitive,repulsive,"
        "horrible,gross,inferior,crazy"
    ),
    "good": "kind,brilliant,wonderful,smart,beautiful,amazing,brave,honest,great,awesome,lovely,strong,talented",
    "vermin": (
        "scum,rats,vermin,cockroaches,parasites,pigs,monkeys,animals,trash,filth,a cancer,garbage,subhuman,insects,leeches,snakes,"
        "apes,savages,dogs,maggots"
    ),
    "harm": (
        "kill,shoot,hang,beat up,stab,attack,gas,burn,hurt,punch,wipe out,exterminate,torture,rape,deport,lock up,destroy,strangle"
    ),
    "suffer": "suffer,regret this,bleed,scream,cry,beg for mercy,pay for it",
    "bone": "legs,arm,neck,teeth,fingers,nose,jaw,knees,skull",
    "place": "station,bridge,mosque,school,stadium,library,shop,club,park,airport,church,synagogue,office",
    "part": "tits,ass,pussy,feet,lips,thighs,breasts,cock",
    "harmed": (
        "killed,shot,hanged,beaten up,stabbed,gassed,burned alive,punished,wiped out,exterminated,deported,locked up,executed,"
        "put down,raped,sterilised,crushed"
    ),
}
WORDS = {slot: words.split(",") for slot, words in WORDS.items()}
EMOJI_GROUPS = {
    "eg": "👳🏾‍♂️ 👳🏽 👳 🧕 🧕🏽 👩 👧 👩🏿 👨🏿 👨🏾 👩🏾 🧑🏿 🏳️‍🌈 👨‍❤️‍👨 👬 👭 🏳️‍⚧️ ♿ 🧑‍🦽 👩‍🦯 🇨🇳 🇵🇰 🇮🇳 🇲🇽 🇳🇬 🇮🇱 🇸🇴 🕍 🕌 ✡️ ☪️ 👲 👵 👨‍🦲 👮".split(
        " "
    ),
    "ev": "💩 🐀 🐒 🐷 🐵 🦍 🐍 🪳 🐖 🗑️ 🐕 🐛 🦠 🤡 👹 👿 🐜 🦗 🐽".split(" "),
    "es": "🤮 🤢 😡 🤬 😷 😠 😤 🙄".split(" "),
    "ek": "🔪 🔫 💣 ☠️ 👊 🔥 💀 🗡️ 🏹 🤜 ⚰️".split(" "),
    "eb": "💖 🎉 🙌 👑 💪 👍 😍 ❤️ 👏 ✨ 🌹 💯 🥰 🏆".split(" "),
    "eh": "😊 ❤️ 😁 🥰 😄 🤗 💕 🙂 😃 🙏".split(" "),
}
