"""Instances of golden.json: made up for it, none is a row of the data."""

BASE = {
    "gender": "Female", "SeniorCitizen": 0, "Partner": "No", "Dependents": "No", "tenure": 5, "PhoneService": "Yes",
    "MultipleLines": "No", "InternetService": "Fiber optic", "OnlineSecurity": "No", "OnlineBackup": "No", "DeviceProtection": "No",
    "TechSupport": "No", "StreamingTV": "Yes", "StreamingMovies": "No", "Contract": "Month-to-month", "PaperlessBilling": "Yes",
    "PaymentMethod": "Electronic check", "MonthlyCharges": 79.5, "TotalCharges": 401.25,
}  # fmt: skip

NO_INTERNET = {
    name: "No internet service"
    for name in ("OnlineSecurity", "OnlineBackup", "DeviceProtection", "TechSupport", "StreamingTV", "StreamingMovies")
} | {"InternetService": "No"}

LOYAL = BASE | {"tenure": 70, "Contract": "Two year", "PaymentMethod": "Credit card (automatic)", "TotalCharges": 5_600.0}

INSTANCES = {
    "likely to leave": BASE,
    "loyal": LOYAL,
    "loyal, telephone alone": LOYAL | NO_INTERNET | {"MonthlyCharges": 20.05, "TotalCharges": 1_400.0},
    "telephone alone, by the month": BASE | NO_INTERNET | {"MonthlyCharges": 20.0, "TotalCharges": 100.0},
    "internet alone": BASE | {"PhoneService": "No", "MultipleLines": "No phone service", "InternetService": "DSL", "MonthlyCharges": 35.0},
    "before the first bill": BASE | {"tenure": 0, "TotalCharges": None},
    "total left out": {name: value for name, value in BASE.items() if name != "TotalCharges"},
    "total nought": BASE | {"tenure": 0, "TotalCharges": 0},
    "payment method unknown": BASE | {"PaymentMethod": "Cryptocurrency"},
    "payment method missing": BASE | {"PaymentMethod": None},
    "one year": BASE | {"Contract": "One year", "tenure": 24, "TotalCharges": 1_900.0},
    "all options": BASE | {name: "Yes" for name in NO_INTERNET if name != "InternetService"} | {"MonthlyCharges": 115.0},
    "senior with a partner": BASE | {"SeniorCitizen": 1, "Partner": "Yes", "Dependents": "Yes", "gender": "Male"},
    "half a senior": BASE | {"SeniorCitizen": 0.5},
    "a century as a customer": LOYAL | {"tenure": 1_200, "MonthlyCharges": 10_000, "TotalCharges": 12_000_000},
}
