"""Inputs of the model: the columns of the data file with the very strings that it holds."""

from fields import category, number

NO_YES = ("No", "Yes")
WITH_INTERNET = ("No internet service", "No", "Yes")

FIELDS = [
    category("gender", "Of the customer, as registered", ("Female", "Male")),
    number("SeniorCitizen", "1 from the age of 65 on, else 0", minimum=0, maximum=1),
    category("Partner", "Lives with a partner", NO_YES),
    category("Dependents", "Lives with children or others to care for", NO_YES),
    number("tenure", "Months as a customer", minimum=0),
    category("PhoneService", "Has a telephone line", NO_YES),
    category("MultipleLines", "Has more than one line", ("No phone service", "No", "Yes")),
    category("InternetService", "Kind of the internet connection", ("No", "DSL", "Fiber optic")),
    category("OnlineSecurity", "Has this option", WITH_INTERNET),
    category("OnlineBackup", "Has this option", WITH_INTERNET),
    category("DeviceProtection", "Has this option", WITH_INTERNET),
    category("TechSupport", "Has this option", WITH_INTERNET),
    category("StreamingTV", "Has this option", WITH_INTERNET),
    category("StreamingMovies", "Has this option", WITH_INTERNET),
    category("Contract", "How long the customer is bound", ("Month-to-month", "One year", "Two year")),
    category("PaperlessBilling", "Bills come by mail or electronically", NO_YES),
    category(
        "PaymentMethod",
        "How bills are paid; a method that is not listed, or none, counts as unknown",
        ("Bank transfer (automatic)", "Credit card (automatic)", "Mailed check", "Electronic check"),
        unknown="bucket",
        missing="bucket",
    ),
    number("MonthlyCharges", "Charge of the month in dollars", minimum=0),
    number(
        "TotalCharges",
        "All charges so far in dollars; blank before the first bill, which is nought",
        minimum=0,
        missing="default",
        default=0,
    ),
]
