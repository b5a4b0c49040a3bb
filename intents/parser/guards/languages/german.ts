/** German: words by which an order, a denial, a report or a question is known. */
import type { Language } from "../foreign.ts";
import { forms } from "./forms.ts";

const verbs =
  "start|neustart|stopp|lösch|leer|setz|änder|entfern|erstell|blockier|sperr|entsperr|skalier|bereinig|leg|füg|richt|spiel|roll|verschieb|" +
  "fahr|mach|dreh|schalt|stell|hol|lad|zieh|deploy|purg|restart|reboot|cancel|mut|aktualisier|aktivier|deaktivier|erneuer|rotier|plan|" +
  "verwerf|widerruf|hinterleg|erhöh|reduzier|verringer|verdoppel|halbier|unterdrück|installier|patch|sicher|häng|kopier|promot|nimm|trag|vergrößer|verkleiner|beend|kill|bring|verleg|verteil|ersetz|tausch|reaktivier|fix|reparier|konfigurier|übertrag|heb|pull|zerstör|schließ|öffn|erlaub|verbiet|verlänger|pausier";

export const german: Language = {
  marks:
    "der|das|den|dem|des|die|ein|eine|einen|einem|einer|auf|für|von|vom|bitte|und|ist|sind|wird|werden|nicht|ich|du|wir|ihr|mir|mich|dir|euch|uns|im|am|in|an|ab|bei|" +
    "jetzt|wenn|mit|zum|zur|über|auch|noch|mal|alle|allen|alles|aus|nach|oder|aber|sich|sie|dass|diese|dieser|dieses|seit|schon|hier|heute|morgen|sofort|gerade|eben|danke|guten|hallo|zu|um|bis|kurz|lieber|minuten|stunden|stunde|zusammen|wirklich|sehr|wieder|kommt|hattet|jemand|will|schönen|schöne|morgen|einmal|würdest|jeden",
  orders:
    `${forms(verbs, "|e|en|est|t|et")}|brich|abbrechen|führ|führe|führen|ausführen|neu starten|neustarten|durchstarten|räum|räume|aufräumen|gib|geben|freigeben|wirf|werfen|wechsle|wechseln|ändre|lass|` +
    "einrichten|anlegen|hinzufügen|umstellen|umbiegen|zurückrollen|zurücksetzen|zurückspielen|ausrollen|einspielen|hochskalieren|runterskalieren|herunterskalieren|hochfahren|runterfahren|herunterfahren|abschalten|einschalten|ausschalten|" +
    "stummschalten|stumm|herunterladen|runterladen|durchführen|laufen lassen|aufheben|eintragen|austauschen|entziehen|soll * zeigen|soll auf|soll jetzt auf|soll künftig auf|soll ab sofort auf|neustart|zeige auf|anstoßen|anhalten|abschießen|deployen|einplanen|wieder hoch|muss * werden|müssen * werden|soll * werden|sollen * werden|canceln|restarten|rebooten|purgen|muten",
  looks:
    "zeig|zeige|zeigen|zeigst|sag|sage|sagen|nenn|nenne|nennen|liste|anzeigen|auflisten|schau|schauen|guck|gucken|prüf|prüfe|prüfen|erklär|erkläre|erklären|anschauen|ansehen",
  requests:
    "bitte|kannst du|kann jemand|könnte jemand|könntest du|könnt ihr|könntet ihr|können sie|könnten sie|können wir|könnten wir|magst du|würdest du|würden sie|ich möchte|ich will dass|ich will|ich hätte gern|ich brauche|wir müssten|wir müssen|wir sollten|sei so gut|sei so nett|du musst|du sollst|mal eben|mal kurz|kannst|muss * werden|müssen * werden|soll * werden|sollen * werden",
  denies:
    "nicht|kein|keine|keinen|keinem|keiner|niemals|nie|niemand|nichts|in ruhe|finger weg|auf keinen fall|keinesfalls|unterlass*|ohne",
  reports:
    "gestern|vorgestern|letzte nacht|letzte woche|heute früh|heute morgen|vorhin|wurde|wurden|worden|habe|hab|haben|hat|hatte|hatten|habt|war|waren|gestartet|neugestartet|gestoppt|gelöscht|geleert|gesetzt|geändert|entfernt|erstellt|" +
    "blockiert|gesperrt|skaliert|bereinigt|angelegt|hinzugefügt|zurückgerollt|ausgerollt|ausgeführt|abgebrochen|stummgeschaltet|deployt|deployed|aufgeräumt|ich *e|ich hol|ich geh|ich mach|ich start|wir starten gleich|ich bin|bin gerade|läuft * wieder|läuft wieder|geht wieder|funktioniert wieder",
  says: "sagt|sagte|sagten|gesagt|meint|meinte|meinten|gemeint|schrieb|schreibt|geschrieben|laut|angeblich|möchte dass wir|will dass wir|bat|gebeten|verlangt|wollte|wollten|fragt|fragte|hieß es|empfiehlt|empfahl|bin dabei|gerade dabei|sind dabei|ich wollte|wir wollten",
  howTo:
    "^wie|und wie|sag mir wie|erklär* wie|wissen wie|sagen wie|frage wie|warum|wieso|weshalb|woran|was tun|was muss ich|was müssen wir|was soll|was sollen|was sollte|was kann ich|was können wir|was mache ich|was machen wir|was mach ich|was passiert|soll ich|sollen wir|sollte ich|^sollten wir|darf ich|dürfen wir|muss ich|^müssen wir|ist es sinnvoll|anleitung|lohnt es sich|wie man|wie ich|wie wir|wie kann|wie muss|wie geht|wie bekomme|wie kriege|wer weiß wie",
  asks: "was|wann|wer|welche|welcher|welches|welchen|wo|wie viel|wie viele|wie hoch|wie voll|weiß jemand|wie lange|^ist|gibt es|^läuft",
  symptoms:
    "voll|läuft voll|vollgelaufen|antwortet nicht|reagiert nicht|antworten nicht|reagieren nicht|nicht erreichbar|funktioniert nicht|geht nicht|startet nicht|lädt nicht|klappt nicht|langsam|langsamer|träge|lahm|hängt|hängen|abgestürzt|stürzt|crasht|" +
    "kaputt|ausgefallen|fällt aus|offline|tot|down|ist weg|sind weg|abgelaufen|läuft ab|läuft bald ab|ablaufen|fehler|fehlern|timeout|timeouts|überlastet|ausgelastet|am anschlag|zu hoch|sehr hoch|steigt|steigen|spinnt|kein platz|kein speicher|kein * mehr frei|speicher mehr|platz mehr|500|502|503|504|instabil|flattert|störung|ausfall",
  trade:
    "server|*servern|*server|*servers|host|hosts|rechner|dienst|dienste|festplatte|platte|plattenplatz|speicher|arbeitsspeicher|datenbank|datenbanken|zertifikat|zertifikate|zertifikats|cache|deployment|deployments|deploy|deploys|protokolle|logs|eintrag|record|records|auslastung|latenz|replikat|replikate|replikation|alarm|alarme|sicherung|backup|backups|cluster|knoten|warteschlange|ausrollen|rollback|firewall|*updates|*aktualisierungen|neustart|playbook",
};
