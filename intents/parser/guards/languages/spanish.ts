/** Spanish: words by which an order, a denial, a report or a question is known. */
import type { Language } from "../foreign.ts";
import { forms } from "./forms.ts";

const ar =
  "limpi|purg|purgu|borr|elimin|reinici|ejecut|agreg|agregu|cambi|apunt|bloque|desbloque|escal|despleg|desplieg|desplegu|cancel|silenci|par|arranc|arranqu|lanz|lanc|actualiz|actualic|modific|modifiqu|" +
  "mand|baj|descarg|descargu|quit|anul|aument|dupliqu|duplic|program|apag|apagu|instal|aplic|apliqu|configur|levant|promocion|restaur|renuev|renov|met|rot|reajust|ajust|deten|vací|vaci|redirij|redirig|encend|crec|pas|bloquee|mut|mute|resete|desactiv|activ|permit|libera|liber|remplaz|reemplaz|recarg|recargu|mat|copi|rebaj|termin|aplaz|aplac|empuj|envi|ampli|amplí|parche";
const other =
  "añade|añada|añadir|añadas|crea|cree|crear|crees|pon|ponga|poner|pongas|haz|haga|hacer|hagas|vuelve|vuelva|volver|vuelvas|revierte|revierta|revertir|reviertas|detén|detenga|detener|detengas|sube|suba|subir|subas|reduce|reduzca|reducir|" +
  "suspende|suspenda|suspender|corre|corra|correr|corras|dale|deja|dejar|mueve|mueva|mover|retira|retirar|tira|tumba|toca|toque|tocar|toques|promueve|promueva|promover|redirige|enciende|reinicio de|reiniciar|renueva|renueve|mete|meta|meter|duplica|ponme|lleva(?! * (?:minutos|horas|días))|lleve|llevar|regresa|regrese|regresar|reinícia*|silénci*|bórra*|límpia*|(?!muestr|enseñ|list|explic|d)*ame|debe ser|deben ser|tiene que ser|se vacíe|sea|sean|promuével*";

export const spanish: Language = {
  marks:
    "el|la|los|las|del|de|al|un|una|unos|para|está|están|esta|este|esto|estos|y|en|con|por|favor|porfa|puedes|podrías|podría|puede|mi|mis|tu|su|sus|qué|que|cómo|porque|ahora|todos|todas|todo|cuando|si|sí|lo|le|les|se|me|te|nos|es|son|ser|hay|muy|ya|más|desde|hasta|hace|durante|" +
    "sobre|entre|hoy|mañana|pero|como|buenos|buenas|hola|gracias|días|dos|tres|no|muchas|muchos|minutos|horas|vez|gracias|nadie|se|viene|quedado|comer|alguien|quiere|voy|estoy|sabe|necesito|pasa|nadie|nunca|ni|también|así|esa|ese|eso|dónde|quién|cuál|aún|todavía|otra|otro|mejor|va|vez|usted|ustedes",
  orders: `${forms(ar, "a|e|ar|en|as|es|ad|alo|ala|alos|elo|ela|arlo|arla|an")}|${other}`,
  looks:
    "muestra|muestre|mostrar|muéstrame|muestres|muéstranos|enseña|enséñame|enseñar|dime|diga|dígame|decir|decirme|lista|listar|listame|ver|revisa|revisar|consulta|consultar|explica|explícame|explicar|dame",
  requests:
    "favor|porfa|porfavor|puedes|puede|pueden|podrías|podría|podrían|podéis|podemos|quiero|quisiera|querría|queremos|necesito|necesitamos|hay que|me gustaría|nos gustaría|te importa|te importaría|tienes que|hace falta|habría que|debe ser|deben ser|tiene que ser|me *as",
  denies:
    "no|nunca|jamás|ningún|ninguno|ninguna|nada|nadie|sin|tampoco|ni|en paz|ni se te ocurra|evita|evite|quieto|quieta",
  reports: `${forms(ar, "é|ó|aron|amos|aste|ado|ada|ados|adas|aba|aban|ando|aré")}|ayer|vuelve a funcionar|funciona de nuevo|todo bien|anoche|anteayer|esta mañana|hace un rato|hace un momento|la semana pasada|he|ha|han|hemos|has|había|habían|fue|fueron|acabo de|acabamos de|acaba de|acaban de|hice|hizo|hicimos|puse|puso|volví|volvió|creé|creó|creado|añadí|añadió|añadido|revertí|revirtió|revertido|detuve|detuvo|voy a|vamos a|estoy|reiniciamos|se vació|creada|puesto`,
  says: "dijo|dijeron|dice|dicen|dicho|según|pidió|pidieron|pide|piden|comentó|comenta|sugirió|sugiere|propuso|propone|quería|querían|quiere que|escribió|recomienda|recomendó|al parecer|parece ser|estoy *ndo|estamos *ndo|iba a|íbamos a",
  howTo:
    "cómo|^como|por qué|^porque|^por que|^porqué|qué hago|que hago|qué hacer|que hacer|qué hacemos|qué debo|qué debemos|qué tengo que|qué pasa|que pasa|debo|debemos|debería|deberíamos|deberiamos|conviene|puedo|se puede|procedimiento|pasos para|a qué se debe|vale la pena|manera de|forma de|qué puede|qué podría|sabe cómo|saben cómo|sabe como|cuál es la causa|a que se debe",
  asks: "qué|cuándo|quién|cuál|cuáles|cuánto|cuánta|cuántos|cuántas|dónde|^cuanto|^cual|^que|^quien",
  symptoms:
    "lleno|llena|llenos|llenando|no responde|no responden|no contesta|no funciona|no funcionan|no va|no arranca|no carga|no anda|lento|lenta|lentos|lentísimo|caído|caída|caídos|caido|cayó|colgado|colgada|se cuelga|se cae|muerto|muerta|roto|rota|inaccesible|caducado|caduca|caducó|vencido|venció|expirado|expiró|expira|vence|" +
    "error|errores|fallo|fallos|falla|fallando|fallan|timeout|timeouts|saturado|saturada|sobrecargado|muy alta|muy alto|alto|alta|disparado|disparada|sube|sin espacio|sin memoria|sin disco|se acabó|agotada|agotado|quedado sin|queda espacio|queda memoria|500|502|503|504|raro|inestable|se quedó|incidente|no conecta",
  trade:
    "servidor|servidores|máquina|máquinas|disco|discos|memoria|base|bases|certificado|certificados|caché|cachés|cache|despliegue|despliegues|registro|registros|logs|carga|latencia|réplica|réplicas|replica|replicas|replicación|alerta|alertas|respaldo|copia|copias|clúster|nodo|nodos|cola|cortafuegos|servicio|servicios|dominio|deploy|rollback|reinicio|actualización|actualizaciones",
};
