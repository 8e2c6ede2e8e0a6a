from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "openward.ledger"
    label = "ledger"
