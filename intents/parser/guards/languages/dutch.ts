/** Dutch: words by which an order, a denial, a report or a question is known. */
import type { Language } from "../foreign.ts";

export const dutch: Language = {
  marks:
    "het|een|van|voor|op|niet|geen|en|met|alsjeblieft|alstublieft|aub|kun|kan|kunnen|je|jij|jullie|u|ik|wij|we|mij|me|deze|dit|die|dat|nu|ook|naar|hoe|waarom|wat|graag|alle|alles|de|is|zijn|er|aan|in|uit|bij|om|te|af|dan|als|of|maar|nog|al|wel|even|wie|waar|moet|moeten|heb|heeft|hebben|" +
    "ons|onze|zou|zouden|willen|wil|zo|sinds|hoor|vandaag|morgen|gisteren|bijna|meer|goedemorgen|hallo|dank|bedankt|terug|toe|weer|tot|over|per|door|daar|hier|allemaal|vanaf|want|snel|elke|welke|straks|meteen|eens|deze|iedereen|voorlopig|voortaan|minuten|uur|gaat|geeft|zit|tien|goed|weken|dagen|jij|iemand|twee|drie|weet|ga|tot",
  orders:
    "leeg|legen|leegt|leegmaken|verwijder|verwijderen|verwijdert|herstart|herstarten|opnieuw starten|start|starten|opstarten|stop|stoppen|stopzetten|voer|uitvoeren|uitvoert|voeren|maak|maken|maakt|aanmaken|aanmaakt|wijzig|wijzigen|wijzigt|voeg|voegen|toevoegen|toevoegt|blokkeer|blokkeren|blokkeert|deblokkeer|deblokkeren|schoon|opschonen|schoonmaken|ruim|opruimen|" +
    "wis|wissen|wist|schaal|schalen|opschalen|afschalen|schaalt|zet|zetten|terugzetten|aanzetten|uitzetten|stilzetten|draai|draaien|terugdraaien|terugdraait|rol|rollen|uitrollen|terugrollen|annuleer|annuleren|annuleert|breek|afbreken|demp|dempen|dempt|haal|halen|ophalen|weghalen|binnenhalen|laat * wijzen|wijzen|wijs|wijst|richt|richten|pas|aanpassen|verander|veranderen|verhoog|verhogen|" +
    "verlaag|verlagen|verdubbel|verdubbelen|halveer|halveren|plan|plannen|inplannen|installeer|installeren|download|downloaden|vernieuw|vernieuwen|ververs|verversen|roteer|roteren|promoveer|promoveren|deployen|deploy|activeer|activeren|deactiveer|schakel|schakelen|uitschakelen|inschakelen|sluit|afsluiten|geef vrij|vrijgeven|hef|opheffen|patchen|doe|doen|gooi|gooien|weggooien|leggen|leg|purgen|rebooten|restarten|op stil|kill|killen|breng|brengen|verplaats|verplaatsen|vervang|vervangen|stuur|sturen|open|openen|sta toe|toestaan|ontgrendel|herlaad|herladen|hernoem|hernoemen|vergroot|vergroten|verklein|verkleinen|pauzeer|pauzeren|verleng|verlengen|beëindig|beëindigen|trek|terugtrekken|moet * worden|moeten * worden|repareer|repareren|duw|push|neem|patch",
  looks:
    "toon|tonen|laat * zien|laten zien|zien|geef|geven|zeg|zeggen|vertel|vertellen|lijst|bekijk|bekijken|kijk|kijken|controleer|controleren|check|checken|leg uit|uitleggen",
  requests:
    "alsjeblieft|alstublieft|aub|svp|graag|kun je|kan je|kunt u|kan u|kun jij|kunnen jullie|kunnen we|kan iemand|zou je|zou u|zouden jullie|wil je|wilt u|wil jij|ik wil|ik wil graag|we willen|ik zou graag|we moeten|je moet|we zouden|ik heb nodig|even|moet * worden|moeten * worden",
  denies:
    "niet|geen|nooit|niets|niks|niemand|zonder|met rust|vanaf blijven|afblijven|blijven we * af|blijf * af|blijf|blijven|nergens|verboden|onder geen beding|in geen geval|geenszins",
  reports:
    "gisteren|eergisteren|gisteravond|vanmorgen|vanochtend|vannacht|zojuist|daarnet|net|vorige week|werd|werden|heb|heeft|hebben|had|hadden|was|waren|geleegd|verwijderd|herstart *door|gestart|gestopt|uitgevoerd|aangemaakt|gewijzigd|toegevoegd|geblokkeerd|opgeschoond|opgeruimd|gewist|geschaald|opgeschaald|teruggezet|teruggedraaid|" +
    "uitgerold|geannuleerd|gedempt|gedaan|gedeployed|gedeployd|aangepast|ik herstart|ik leeg|ik ga|we gaan|ben bezig|draait weer|werkt weer|doet het weer",
  says: "zei|zeiden|zegt|zeggen dat|gezegd|volgens|vroeg|vroegen|vraagt|gevraagd|stelde voor|voorgesteld|schreef|schrijft|meldde|beweert|beweerde|wilde|wilden|raadt aan|vindt dat|vond dat|schijnt|ben bezig|zijn bezig|ben aan het|zijn aan het|ik wilde|we wilden",
  howTo:
    "^hoe|en hoe|weten hoe|zeggen hoe|waarom|waardoor|wat moet ik|wat moeten we|wat te doen|wat doe ik|wat doen we|wat kan ik|wat kunnen we|wat gebeurt|moet ik|^moeten we|mag ik|mogen we|zal ik|zullen we|kan ik|is het verstandig|is het slim|handleiding|stappen om|hoe kan|hoezo|hoe je|hoe ik|hoe we|waar komt|waar ligt het aan|wat is de oorzaak|oorzaak van",
  asks: "wat|wanneer|wie|welke|welk|waar|hoeveel|hoe vol|hoe hoog|hoe lang|^is|^zijn|^draait",
  symptoms:
    "vol|bijna vol|loopt vol|volgelopen|reageert niet|reageren niet|antwoordt niet|onbereikbaar|niet bereikbaar|werkt niet|werken niet|doet het niet|start niet|laadt niet|traag|trager|trage|langzaam|hangt|vastgelopen|loopt vast|gecrasht|crasht|kapot|stuk|plat|ligt eruit|eruit|uitgevallen|valt uit|offline|down|dood|verlopen|verloopt|" +
    "fout|fouten|*fouten|error|errors|foutmelding|foutmeldingen|timeout|timeouts|overbelast|te hoog|heel hoog|erg hoog|stijgt|loopt op|geen ruimte|geen geheugen|ruimte meer|geheugen meer|500|502|503|504|raar|instabiel|storing|is op|raakt op|zijn op|te weinig *",
  trade:
    "server|servers|*servers|machine|machines|host|hosts|schijf|schijven|schijfruimte|geheugen|database|databases|certificaat|certificaten|cache|caches|deployment|deployments|deploy|deploys|uitrol|logboek|logs|record|records|belasting|latentie|replica|replica's|replicatie|alarm|alarmen|melding|meldingen|back-up|backup|backups|cluster|node|wachtrij|firewall|dienst|diensten|service|domein|rollback|herstart|*updates|updates",
};
