/** Italian: words by which an order, a denial, a report or a question is known. */
import type { Language } from "../foreign.ts";
import { forms } from "./forms.ts";

const are =
  "svuot|cancell|elimin|riavvi|cre|modific|modifich|cambi|cambier|punt|blocc|blocch|sblocc|sblocch|ferm|lanci|avvi|annull|silenzi|scal|aument|raddoppi|riport|torn|ritorn|port|aggiorn|scaric|scarich|install|applic|applich|configur|attiv|disattiv|" +
  "programm|pianific|ripristin|ripristini|rilasci|ruot|spost|tolg|lasci|tocc|tocch|mand|termin|stopp|resett|killa|kill|deploy|purg|reimpost|disabilit|abilit|arrest|dimezz|copi|salv|smist|rinnov|rimand|regol|sistem|chiud|apr|corregg|ricaric|ricarich|sostitu|ridimension|raddoppi|declass|pass|invi|inoltr|liber|aggiust|alz|abbass|patch|zitt|riattiv|sospend|estend|ampli";
const other =
  "esegui|esegua|eseguire|eseguite|eseguissi|esegue|aggiungi|aggiunga|aggiungere|aggiungete|pulisci|pulisca|pulire|pulite|rimuovi|rimuova|rimuovere|rimuovete|metti|metta|mettere|mettete|fai|fare|faccia|fate|spegni|spegnere|accendi|riduci|ridurre|togli|togliere|promuovi|promuovere|interrompi|interrompere|sospendi|sospendere|imposta|imposti|impostare|riaccendi|riavvio|dirigi|reindirizza|reindirizzare|scala|scalare|fallo|mettilo|zittisci|zittire|sposta|deve essere|devono essere|venga|vengano|va riavviato|va svuotata|va fermato";

export const italian: Language = {
  marks:
    "il|lo|la|gli|le|i|un|una|uno|del|della|dello|dei|delle|degli|dell|di|da|dal|dalla|per|è|sono|e|con|favore|piacere|puoi|potresti|può|mio|mia|che|cosa|quando|adesso|ora|tutti|tutte|tutto|tutta|su|sul|sulla|sui|sulle|nel|nella|nei|nelle|al|alla|allo|ai|alle|non|ma|ed|si|se|mi|ti|ci|vi|" +
    "questo|questa|quello|quella|ho|ha|hai|abbiamo|hanno|molto|più|già|oggi|domani|ieri|subito|buongiorno|ciao|grazie|anche|ancora|dopo|prima|chi|dove|come|perché|così|quasi|dallo|fra|tra|in|a|o|d|l|c|anzi|com|andato|mille|da|minuti|ore|dà|viene|pranzo|va|sta|dieci|qualcuno|vuole|prendere|sto|sa|finita|domani|ogni",
  orders: `${forms(are, "a|are|i|ate|ino|assi|arla|arlo|ala|alo|iamo")}|${other}`,
  looks:
    "mostra|mostrami|mostrare|mostri|mostrate|elenca|elencami|elencare|dimmi|dire|dirmi|dica|fammi vedere|vedere|vedi|guarda|guardare|controlla|controllare|verifica|verificare|spiega|spiegami|spiegare|dammi",
  requests:
    "favore|piacere|cortesia|gentilmente|puoi|può|potete|potresti|potrebbe|potreste|possiamo|vorrei|vorremmo|voglio|bisogna|bisognerebbe|serve|dovresti|devi|riesci|riusciresti|mi servirebbe|ti va|ho bisogno|abbiamo bisogno|va fatto|deve essere|devono essere",
  denies:
    "non|mai|nessun|nessuno|nessuna|niente|nulla|senza|in pace|lascia stare|lasciate stare|guai a|evita|evitate|evitare|vietato",
  reports: `${forms(are, "ato|ata|ati|ate ieri|avo|ava|ando|erò|eremo")}|ieri|funziona di nuovo|tutto ok|di nuovo su|l altro ieri|stamattina|stamane|poco fa|stanotte|la settimana scorsa|ho|ha|hanno|abbiamo|avevo|aveva|avevamo|è stato|è stata|sono stati|sono stati|sono state|appena|eseguito|eseguita|aggiunto|aggiunta|pulito|pulita|rimosso|rimossa|messo|messa|fatto|spento|ridotto|tolto|promosso|interrotto|sto|stiamo|riavvio io`,
  says: "detto|dice|dicono|diceva|secondo|chiesto|chiede|chiedeva|suggerito|suggerisce|proposto|propone|scritto|consiglia|consigliato|pare che|sembra che|vuole che|voleva|volevano|sto *ndo|stiamo *ndo|stavo *ndo",
  howTo:
    "come|perché|cosa devo|cosa faccio|cosa fare|che fare|cosa dobbiamo|cosa facciamo|che devo|che faccio|cosa succede|che cosa devo|devo|dobbiamo|dovrei|dovremmo|conviene|posso|si può|procedura|passi per|vale la pena|il modo di|modo per|è il caso",
  asks: "quale|quali|quando|chi|dove|cosa|che cosa|quanto|quanta|quanti|quante|qual",
  symptoms:
    "pieno|piena|pieni|si sta riempiendo|riempiendo|non risponde|non rispondono|non funziona|non funzionano|non va|non parte|non si avvia|non si connette|non carica|lento|lenta|lenti|lentissimo|caduto|caduta|giù|è bloccato|è bloccata|rimasto bloccato|piantato|piantata|si è piantato|morto|morta|rotto|rotta|irraggiungibile|scaduto|scaduta|scade|scadendo|" +
    "errore|errori|fallisce|fallito|fallendo|timeout|timeouts|saturo|satura|sovraccarico|sovraccarica|troppo alta|troppo alto|alta|alto|alle stelle|sale|senza spazio|spazio esaurito|esaurito|esaurita|memoria esaurita|è finit[ao]|finito lo|finita la|manca spazio|500|502|503|504|strano|instabile|crasha|crashato|guasto|incidente|in crash",
  trade:
    "server|macchina|macchine|disco|dischi|memoria|database|certificato|certificati|cache|rilascio|rilasci|deploy|registro|registri|log|logs|record|carico|latenza|replica|repliche|replicazione|allarme|allarmi|avviso|avvisi|backup|copia|cluster|nodo|nodi|coda|code|firewall|servizio|servizi|dominio|rollback|riavvio|host|aggiornamento|aggiornamenti",
};
