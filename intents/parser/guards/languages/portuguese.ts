/** Portuguese: words by which an order, a denial, a report or a question is known. */
import type { Language } from "../foreign.ts";
import { forms } from "./forms.ts";

const ar =
  "limp|purg|purgu|apag|apagu|delet|remov|reinici|execut|adicion|acrescent|cri|alter|mud|apont|bloque|desbloque|par|esvazi|escal|cancel|silenci|rod|lanc|lanç|dispar|atualiz|baix|tir|aument|diminu|dobr|" +
  "dupliqu|duplic|agend|program|instal|aplic|apliqu|configur|mat|coloc|coloqu|volt|lig|ligu|deslig|desligu|ativ|desativ|renov|rotacion|restaur|implant|sub|desç|derrub|mex|retorn|pass|troc|troqu|resetar|reset|inici|libera|liber|bloquei|desbloquei|recarreg|recarregu|arranc|arranqu|termin|envi|copi|corrig|reduz|promov|migr|manda|mand|encerr|adi|agend|paus|retom|reat|tranc|silenci|ampli|atualiz|aument";
const other =
  "exclua|exclui|excluir|põe|ponha|pôr|faça|fazer|reverta|reverte|reverter|desfaz|desfaça|desfazer|promove|promova|promover|reduz|reduza|reduzir|mova|mover|mexer|mexe|suba|subir|sobe|interrompe|interrompa|interromper|suspenda|suspender|suspende|remove|remover|remova|deixa|deixe|correr|põem|redireciona|redirecione|redirecionar|dá um|dar um|dê um|bota|bote|botar|reinício|destrava|deve ser|devem ser|precisa ser|tem que ser|seja|sejam|faz(?! (?:uma?|duas|dez|[0-9]+|muit*|tempo|horas|dias))";

export const portuguese: Language = {
  marks:
    "o|a|os|as|do|da|dos|das|de|um|uma|por|para|pra|pro|está|estão|tá|é|são|e|em|com|favor|pfv|você|vocês|pode|poderia|podes|meu|minha|como|quando|agora|isso|isto|esse|essa|este|esta|ao|à|às|na|nas|no|nos|num|numa|que|se|me|lhe|te|seu|sua|todos|todas|tudo|já|muito|mais|mas|" +
    "desde|até|hoje|amanhã|há|não|nem|ainda|ele|ela|eles|eu|nós|bom|boa|dia|olá|obrigado|obrigada|valeu|pessoal|quem|qual|onde|porque|também|aqui|foi|ser|depois|antes|será|ou|sem|entre|sobre|pelo|pela|cara|gente|dela|nela|nele|minutos|horas|ficou|seu|pelos|muito|vai|tão|desse|deste|disso|alguém|preciso|quer|estou|vou|todo|duas|agora|sabe",
  orders: `${forms(ar, "a|e|ar|em|as|es|am|á-lo|á-la|ares|asse")}|${other}`,
  looks:
    "mostra|mostre|mostrar|mostrem|exibe|exiba|exibir|lista|liste|listar|diz|diga|dizer|me fala|verifica|verifique|verificar|ver|veja|vê|consulta|consulte|consultar|explica|explique|explicar",
  requests:
    "favor|pfv|pf|pfvr|pode|podes|podem|podia|poderia|poderias|poderiam|podemos|quero|queria|queremos|preciso|precisamos|gostaria|gostava|dá pra|dá para|dava para|tem como|temos que|tem que|temos de|é preciso|é para|consegue|consegues|deve ser|devem ser|precisa ser",
  denies: "não|nunca|jamais|nenhum|nenhuma|nada|ninguém|sem|nem|em paz|quieta|quieto|nem pensar|evita|evite|nao",
  reports: `${forms(ar, "ei|ou|aram|amos|aste|ado|ada|ados|adas|ava|avam|ando")}|limpo|limpa ontem|ontem|anteontem|hoje de manhã|esta manhã|agora há pouco|há pouco|semana passada|foi|foram|fui|tinha|tinham|acabei de|acabamos de|acabámos de|acabou de|fiz|fez|fizemos|pus|pôs|removi|removeu|removido|reverti|reverteu|revertido|excluí|excluiu|excluído|subi|subiu|vou|vamos|estou|já está|já foi`,
  says: "disse|disseram|diz que|dizem|segundo|pediu|pediram|pede|comentou|falou|falaram|sugeriu|sugere|propôs|queria que nós|quer que|escreveu|recomenda|recomendou|parece que|mandou|estou *ndo|estamos *ndo|estou a",
  howTo:
    "^como|e como|saber como|dizer como|por que|por quê|porquê|^porque|o que fazer|que fazer|o que faço|que faço|o que eu faço|o que devo|o que fazemos|o que acontece|o que pode|devo|devemos|deveria|deveríamos|deviamos|devíamos|será que|convém|posso|podemos mesmo|se pode|procedimento|passos para|passo a passo|vale a pena|qual a forma|jeito de|maneira de|o que houve|sabe como|sabem como|qual a causa|qual é a causa|a causa d*",
  asks: "o que|qual|quais|quem|quando|onde|quanto|quanta|quantos|quantas|cadê|tem algum",
  symptoms:
    "cheio|cheia|cheios|enchendo|não responde|não respondem|não está respondendo|não está a responder|não funciona|não funcionam|não sobe|não inicia|não abre|não carrega|não conecta|lento|lenta|lentos|lentidão|lentíssimo|caiu|caíram|fora do ar|fora|travado|travada|travou|trava|travando|morto|morta|quebrado|quebrada|quebrou|inacessível|" +
    "expirado|expirou|expira|expirando|vencido|venceu|vence|vencendo|erro|erros|falha|falhas|falhando|falhou|timeout|timeouts|saturado|sobrecarregado|sobrecarregada|muito alta|muito alto|alta|alto|altíssima|disparou|subindo|sem espaço|sem memória|sem disco|acabou [ao] *|esgotad[oa]|500|502|503|504|estranho|instável|engasgado|incidente",
  trade:
    "servidor|servidores|máquina|máquinas|disco|discos|memória|banco|base|bases|certificado|certificados|cache|caches|implantação|registro|registros|registo|registos|logs|carga|latência|réplica|réplicas|replicação|alerta|alertas|backup|backups|cópia|cluster|nó|fila|firewall|serviço|serviços|domínio|deploy|deploys|rollback|reinício|atualização|atualizações",
};
