"""What we tell shoppers of changes, notices, calls and age: condition -> text, in every language."""

from cart.core.news import ChangeKind
from cart.core.shopper_facts import CallReason

CHANGES: dict[ChangeKind, dict[str, str]] = {
    ChangeKind.ADDED: {"en": "Added: {quantity} × {name}", "de": "Dazu: {quantity} × {name}"},
    ChangeKind.ANSWERED: {
        "en": "Added as you said: {quantity} × {name}",
        "de": "Nach Ihrer Angabe: {quantity} × {name}",
    },
    ChangeKind.REMOVED: {"en": "Taken out: {quantity} × {name}", "de": "Herausgenommen: {quantity} × {name}"},
    ChangeKind.OWN: {"en": "Your own thing: {weight}", "de": "Ihr eigenes Stück: {weight}"},
    ChangeKind.OWN_OUT: {"en": "Your own thing is out: {weight}", "de": "Ihr eigenes Stück ist heraus: {weight}"},
    ChangeKind.DROPPED: {
        "en": "We could not tell what it is. You do not pay for it.",
        "de": "Wir konnten es nicht erkennen. Sie bezahlen es nicht.",
    },
    ChangeKind.TAKEN_BACK: {
        "en": "Your answer is taken back. Please choose again.",
        "de": "Ihre Antwort ist zurückgenommen. Bitte neu wählen.",
    },
    ChangeKind.COUPON: {"en": "Coupon taken: {name}", "de": "Gutschein angenommen: {name}"},
    ChangeKind.MEMBER: {"en": "Hello! Your member offers count.", "de": "Hallo! Ihre Kundenangebote gelten."},
    ChangeKind.WITHHELD: {
        "en": "{name} cannot be sold here today. You do not pay for it.",
        "de": "{name} kann heute nicht verkauft werden. Sie bezahlen es nicht.",
    },
    ChangeKind.RETURNED: {"en": "{name} is out again. Thank you.", "de": "{name} ist wieder heraus. Danke."},
    ChangeKind.ALLOWED: {"en": "{name} is on your list again.", "de": "{name} steht wieder auf der Liste."},
}

NOTICES: dict[str, dict[str, str]] = {
    "answered already": {
        "en": "That question is closed already. Nothing has changed.",
        "de": "Diese Frage ist schon beantwortet. Es hat sich nichts geändert.",
    },
    "code unknown": {
        "en": "We do not know that number. Please check it.",
        "de": "Diese Nummer kennen wir nicht. Bitte prüfen.",
    },
    "not sold by weight here": {
        "en": "This cart cannot price that by weight. Please weigh it at the counter.",
        "de": "Diesen Artikel kann der Wagen nicht wiegen. Bitte an der Theke wiegen.",
    },
    "expired": {
        "en": "This one is past its date. Please take another.",
        "de": "Dieses Stück ist abgelaufen. Bitte ein anderes nehmen.",
    },
    "nothing to take back": {
        "en": "There is no answer to take back any more.",
        "de": "Es gibt keine Antwort mehr, die sich zurücknehmen lässt.",
    },
    "coupon unknown": {"en": "We do not know this coupon.", "de": "Diesen Gutschein kennen wir nicht."},
    "coupon counts already": {"en": "This coupon counts already.", "de": "Dieser Gutschein gilt schon."},
    "coupon not valid": {"en": "This coupon is not valid today.", "de": "Dieser Gutschein gilt heute nicht."},
    "sign-in unknown": {
        "en": "We do not know that code. Check it, or just go on shopping.",
        "de": "Diesen Code kennen wir nicht. Bitte prüfen oder einfach weiter einkaufen.",
    },
    "sign-in expired": {
        "en": "That code has run out. Please get a new one on your phone.",
        "de": "Dieser Code ist abgelaufen. Bitte auf dem Telefon einen neuen holen.",
    },
    "sign-in used": {
        "en": "That code was used already. Please get a new one on your phone.",
        "de": "Dieser Code wurde schon benutzt. Bitte auf dem Telefon einen neuen holen.",
    },
    "sign-in offline": {
        "en": "We cannot sign you in right now. Just go on shopping.",
        "de": "Die Anmeldung geht gerade nicht. Einfach weiter einkaufen.",
    },
    "signed in already": {"en": "You are signed in already.", "de": "Sie sind schon angemeldet."},
    "card unknown": {
        "en": "We cannot read this card. Just go on shopping.",
        "de": "Diese Karte können wir nicht lesen. Einfach weiter einkaufen.",
    },
    "language unknown": {
        "en": "This cart does not speak that language yet.",
        "de": "Diese Sprache spricht der Wagen noch nicht.",
    },
    "budget unreadable": {
        "en": "That is no amount. Please use digits only.",
        "de": "Das ist kein Betrag. Bitte nur Ziffern eingeben.",
    },
    "on the list already": {"en": "It is on your list already.", "de": "Es steht schon auf Ihrer Liste."},
    "list full": {
        "en": "Your list is full. Take something off it first.",
        "de": "Die Liste ist voll. Bitte erst etwas streichen.",
    },
}

CALLS: dict[CallReason, dict[str, str]] = {
    CallReason.HELP: {"en": "We have called our staff.", "de": "Wir haben unser Personal gerufen."},
    CallReason.AGE: {
        "en": "Our staff will quickly look at your age.",
        "de": "Unser Personal sieht kurz nach Ihrem Alter.",
    },
}
COMING: dict[str, str] = {"en": "Somebody is on the way.", "de": "Es kommt jemand."}

AGE_WAITS: dict[str, str] = {
    "en": "From {years} years on: please wait here, our staff are coming.",
    "de": "Ab {years} Jahren: Bitte hier warten, unser Personal kommt.",
}
AGE_REFUSED: dict[str, str] = {
    "en": "This cannot be sold to you today. Please take it out and give it to our staff.",
    "de": "Das kann Ihnen heute nicht verkauft werden. Bitte herausnehmen und unserem Personal geben.",
}
