/** French: words by which an order, a denial, a report or a question is known. */
import type { Language } from "../foreign.ts";
import { forms } from "./forms.ts";

/** -er, by far the most of them: "redémarre", "redémarrez", "redémarrer", "redémarré". */
const verbs =
  "vid|purg|supprim|redémarr|relanc|lanc|arrêt|stopp|ajout|cré|modifi|chang|point|bloqu|débloqu|exécut|nettoy|effac|annul|déploy|enlev|retir|coup|" +
  "démarr|augment|diminu|doubl|réduis|pass|bascul|mont|recharg|télécharg|install|appliqu|configur|planifi|programm|sauvegard|ferm|tu|désactiv|activ|dirig|redirig|pouss|restaur|renouvel|rajout|remplac|actualis|scal|reboot|switch|libèr|envoi|renvoi|tourn|aliment|rétrograd|patch|autoris|repass|remont|descend|invalid|rafraîch|dupliqu|divis|répliqu";

export const french: Language = {
  marks:
    "le|la|les|du|de|des|un|une|pour|sur|est|sont|pas|vous|je|tu|nous|et|dans|avec|plaît|plait|stp|svp|merci|peux|peut|pouvez|pourriez|pourrais|ne|moi|aux|au|à|cette|ce|cet|ces|que|qu|quoi|pourquoi|veuillez|toutes|tous|tout|toute|depuis|vers|chez|on|en|se|sa|son|par|plus|bien|très|bonjour|salut|" +
    "maintenant|aujourd|hui|demain|il|elle|ils|elles|qui|mon|ma|mes|notre|votre|leur|l|d|s|n|j|c|m|t|y|ou|où|si|mais|donc|ça|cela|entre|pendant|encore|aussi|faut|faudrait|heure|heures|beaucoup|avez|passé|vient|midi|dix|jour|quelqu|bonne|soirée|sait|journée|puis|veut|nombre",
  orders: `${forms(verbs, "e|es|ez|er|ons")}|nettoie|déploie|renouvelle|envoie|appelle|mets|mettez|mettre|remets|remettez|remettre|fais|faites|faire|fasse|reviens|revenez|revenir|éteins|éteignez|éteindre|réduire|réduis|réduisez|rends|restreins|rétablis|rétablir|suspends|suspendre|interromps|interrompre|promeus|promouvoir|redescends|redescendre|redémarrage|sourdine|passage à|doit être|doivent être|soit|soient`,
  looks:
    "montre|montrez|montrer|affiche|affichez|afficher|dis|dites|dire|donne|donnez|donner|liste|listez|lister|regarde|regarder|vérifie|vérifiez|vérifier|explique|expliquez|expliquer|voir",
  requests:
    "plaît|plait|stp|svp|merci de|veuillez|peux tu|tu peux|pouvez vous|vous pouvez|pourrais tu|tu pourrais|pourriez vous|vous pourriez|j aimerais|je voudrais|je veux|on voudrait|il faut|il faudrait|faudrait|ce serait bien|tu dois|est ce que tu peux|est ce que vous pouvez|besoin de|besoin que|quelqu un peut|doit être|doivent être",
  denies:
    "pas|ne|n|jamais|aucun|aucune|rien|sans|surtout pas|laisse tranquille|laissez tranquille|laisse * tranquille|tranquille|évite|évitez|arrête de|interdit|inutile|plus besoin|interdiction|non",
  reports: `${forms(verbs, "é|ée|és|ées|ait|aient|erai|erons")}|ai|avons|avait|avaient|ont|avez|hier|remarche|refonctionne|marche à nouveau|tout est bon|avant hier|vient de|viens de|venons de|ce matin|la semaine dernière|mis|remis|fait|été|tout à l heure|je redémarre|je relance|je vide|je lance|je vais|on va|nous allons|suis en train`,
  says: "dit|disait|a dit|disent|dixit|selon|d après|demande|demandé|demandait|propose|proposé|suggère|suggéré|voulait|voulaient|écrit|paraît|il paraît|prétend|recommande|recommandé|veut que|veut qu|en train de|j allais|on allait|suis en train",
  howTo:
    "comment|pourquoi|que faire|quoi faire|que dois|qu est ce que je dois|qu est ce qu on|que fait on|que faut il|faut il|dois je|doit on|devons nous|devrait on|devrions nous|on devrait|est ce qu on|est ce que je dois|est ce que je peux|est ce que je devrais|est ce qu il faut|puis je|peut on|quelle est la procédure|quelle procédure|d où vient|vaut il mieux|marche à suivre|quelle est la cause|à cause de quoi|que se passe",
  asks: "quand est ce|quel|quelle|quels|quelles|qui est|combien|quoi|qu est ce|^qui|est ce que|^où",
  symptoms:
    "plein|pleine|pleins|saturé|saturée|saturés|ne répond|répond plus|répond pas|répondent|ne marche|marche plus|marche pas|ne fonctionne|fonctionne plus|fonctionne pas|ne démarre|démarre pas|démarre plus|lent|lente|lents|rame|ramer|tombé|tombée|planté|plantée|plante|hs|mort|cassé|cassée|injoignable|inaccessible|indisponible|" +
    "expiré|expire|expiré|erreur|erreurs|timeout|timeouts|surchargé|surchargée|trop élevé|élevée|élevé|explose|grimpe|plus de place|plus d espace|plus de mémoire|plus assez de|à court de|manque de|500|502|503|504|down|panne|incident|est bloqué|est bloquée|reste bloqué|instable|bizarre|à genoux|dans les choux",
  trade:
    "serveur|serveurs|hôte|hôtes|disque|disques|mémoire|base|bases|certificat|certificats|cache|caches|déploiement|déploiements|déploie|journaux|logs|enregistrement|enregistrements|entrée|charge|latence|réplica|réplicas|réplication|alerte|alertes|sauvegarde|sauvegardes|grappe|nœud|file d attente|pare feu|service|services|redémarrage|record|domaine|playbook|deploy|rollback|mise à jour|mises à jour",
};
