"""More written sentences by function: threats, unwanted sexual messages, cruelty, urging to self-harm, and their harmless neighbours."""

HARMFUL = {
    "personal threat": (
        "I will find you and make you {suffer}|I know which school your {relative} goes to|you will {suffer}, I promise|"
        "one more word and I'll break your {bone}|I'm going to {harm} you and your {relative}|better sleep with one eye open tonight|"
        "I'll smash your {bone} with a hammer|you won't see the morning|I have a gun and I know your address|"
        "when I am done with you nobody will recognise your face|say that to my face and I will {harm} you|"
        "we are coming for you and your {relative}|your {relative} will be next, watch out|I swear I will cut your {bone}|"
        "I'll be waiting outside your house with a knife|pay or your {relative} gets hurt|"
        "give me the money or I'll burn your house down|you're dead when I get there"
    ),
    "incitement": (
        "somebody should burn down that {place}|let's meet at the {place} and beat them up|"
        "bring guns to the {place} tomorrow, we end this|blow up the {place} and everyone in it|the only answer is to kill them all|"
        "grab a bat and hit the first one you see at the {place}|hang the traitors from the lamp posts|"
        "round them up and shoot them behind the {place}"
    ),
    "self-harm urged": (
        "just kill yourself already|nobody would cry at your funeral, so get on with it|take the whole bottle of pills, you coward|"
        "why don't you jump off the {place}|cut deeper next time|the rope is waiting for you|you are a burden, end it|"
        "do it, jump, we are all watching|starve yourself, you pig, you are too fat to live"
    ),
    "sexual harassment": (
        "send me a picture of your {part}|I want to touch your {part} so badly|let me lick your {part}, baby|"
        "I bet you taste good, spread your legs for me|I'm so horny, come over and ride me|nice {part}, wanna fuck?|"
        "I jerk off to your pictures every night|you want my dick, admit it|I'd bend you over that desk and fuck you|"
        "open your mouth and suck it, baby|wear the short skirt tomorrow or you lose the job|"
        "she moaned while he thrust deeper into her wet {part}|he grabbed her {part} and forced himself on her|"
        "hot girls near you want to get fucked tonight|he came all over her {part}"
    ),
    "cruelty": (
        "he slowly cut the {bone} off the screaming victim and laughed|I love to watch people bleed out in pain|"
        "the dog howled while he skinned it alive, it was fun|I dream of stabbing strangers until they stop moving|"
        "his guts spilled on the floor and we cheered|teach me how to torture a person without leaving marks|"
        "how do I poison my {relative} so that nobody notices|how can I build a bomb for the {place}|"
        "rape is funny and she asked for it|best way to hide a body after I {harm} someone"
    ),
    "extremism": (
        "Hitler should have finished the job|the holocaust never happened, but it should have|white power, the race war is coming|"
        "join us to cleanse this country of the filth|heil and death to the mud people|"
        "the great replacement is real and we must fight it with blood"
    ),
}
HARMLESS = {
    "crime report": (
        "police say the man threatened his {relative} with a knife|"
        "two people were stabbed at the {place}, the police are looking for witnesses|"
        "the court sentenced him for killing his {relative}|a bomb from the war was found near the {place}|"
        "the film is about a man who tortures his victims|three people were shot at the {place} on Friday|"
        "he was charged with rape and has denied it|the victim of the attack broke her {bone}|"
        "the documentary shows how the holocaust began|Hitler came to power in 1933|"
        "my {relative} was attacked on the way home and is still scared"
    ),
    "help": (
        "if you think about killing yourself, call the helpline, you matter|my {relative} died by suicide last year and I miss them|"
        "how do I help a friend who cuts herself?|I feel empty lately, can we talk?|please don't jump, we will find a way|"
        "the clinic helps people with eating disorders|I used to hurt myself and therapy saved me|"
        "what are warning signs of depression?"
    ),
    "body": (
        "the doctor examined my {bone}|breast cancer screening is free for women over fifty|sex education starts in year seven|"
        "how do I talk to my child about sex?|the museum shows nude paintings by Rubens|my {relative} is pregnant and so happy|"
        "condoms are sold at the {place}|he broke his {bone} while skiing|consent matters, no means no|"
        "we kissed under the tree and held hands"
    ),
    "fiction": (
        "the knight raised his sword and the dragon fell|in chapter nine the detective finds the body|"
        "zombies attack the {place} in the new game|kill the boss on level five with the fire sword|"
        "the vampire bit him and the crowd gasped|my character died again, this boss is brutal"
    ),
    "requests": (
        "write a short poem about the sea|explain photosynthesis to a ten-year-old|summarise this article in two sentences|"
        "translate the sentence into French|list five ideas for a birthday party|how do I reset my router?|"
        "what is a good recipe for lentil soup?|give me a workout plan for beginners|write a cover letter for a {job}|"
        "tell me a story about a lonely robot|how does a vaccine work?|can you fix this Python function?|"
        "compare the two phones in a table|rewrite this mail so that it sounds friendlier"
    ),
    "languages": (
        "Buenos días, ¿cómo está usted?|Me gusta mucho leer por la noche|El tren sale a las ocho|"
        "Bonjour, je voudrais un café s'il vous plaît|Il fait très beau aujourd'hui|Nous allons au marché demain|"
        "Guten Morgen, wie geht es dir?|Der Zug nach Berlin hat Verspätung|Ich koche heute Abend Suppe|"
        "Buongiorno, vorrei prenotare un tavolo|La lezione comincia alle nove|Bom dia, tudo bem?|Amanhã vamos à praia|今日はいい天気ですね|"
        "ありがとうございます|明日会いましょう|你好，很高兴认识你|我们明天去图书馆|谢谢你的帮助|Доброе утро, как дела?|Завтра будет дождь|Спасибо за помощь|"
        "صباح الخير كيف حالك|شكرا جزيلا|नमस्ते, आप कैसे हैं?|안녕하세요 반갑습니다|Merhaba, nasılsın?|Dzień dobry, miło mi|"
        "God morgon, hur mår du?|Goedemorgen, alles goed?"
    ),
}
