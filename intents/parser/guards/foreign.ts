/**
 * Languages other than English. Nothing in them is ever read as an order to change something: these words only tell
 * which language it is, whether it asks or denies, and whether it sounds like operations at all.
 */

export interface Language {
  /** Small words that English does not have. */
  readonly marks: readonly string[];
  /** Verbs of orders to change something, in the forms people give orders in. */
  readonly orders: readonly string[];
  readonly negations: readonly string[];
  readonly questions: readonly string[];
}

const list = (words: string): readonly string[] => words.split(" ");

/** Written with spaces between words: compared word by word. */
export const latin: Readonly<Record<string, Language>> = {
  german: {
    marks: list(
      "der das den dem ein eine einen auf für von vom bitte und ist sind wird nicht kein keine ich du wir ihr mir mich dir uns kannst könntest jetzt wenn mit zum zur über auch noch mal alle zeig zeige wie warum wieso soll sollte",
    ),
    orders: list(
      "lösche lösch leere leeren löschen starte starten neustarten stoppe stoppen führe ausführen setze setzen ändere ändern entferne entfernen erstelle erstellen blockiere sperre sperren skaliere skalieren räume aufräumen bereinige lege füge richte spiele rolle zeige verschiebe",
    ),
    negations: list("nicht kein keine keinen niemals nie nichts ohne"),
    questions: list("wie warum wieso weshalb was wann wer welche welcher soll sollte darf"),
  },
  french: {
    marks: list(
      "le la les du des pour sur est sont pas vous je nous une et dans avec s'il plaît plait peux peut pouvez ne moi aux au cette qui que quoi pourquoi veuillez toutes tous",
    ),
    orders: list(
      "vide videz vider purge purgez purger supprime supprimez supprimer redémarre redémarrez redémarrer lance lancez lancer arrête arrêtez arrêter ajoute ajoutez ajouter crée créez créer modifie modifiez modifier pointe pointez bloque bloquez bloquer exécute exécutez exécuter nettoie nettoyez nettoyer efface effacez effacer",
    ),
    negations: list("pas jamais aucun aucune rien sans ne"),
    questions: list("comment pourquoi quand qui quel quelle quels est-ce combien quoi dois-je"),
  },
  spanish: {
    marks: list(
      "el los las del una por para está están y en con favor puedes podrías puede mi qué cómo porque ahora todos todas esto cuando si lo",
    ),
    orders: list(
      "limpia limpie limpiar purga purgue purgar borra borre borrar elimina elimine eliminar reinicia reinicie reiniciar ejecuta ejecute ejecutar añade agrega crea cree crear cambia cambie cambiar apunta apunte bloquea bloquee bloquear detén detener vacía vacíe vaciar escala despliega",
    ),
    negations: list("nunca ningún ninguna nada sin jamás tampoco"),
    questions: list("cómo qué cuándo quién cuál por-qué dónde debo debería"),
  },
  portuguese: {
    marks: list(
      "os do da dos das não uma por para está estão e em com favor você pode poderia meu minha como quando agora isso ao na nas nos",
    ),
    orders: list(
      "limpe limpa limpar purgue apague apaga apagar exclua excluir remova remove remover reinicie reinicia reiniciar execute executa executar adicione adicionar crie criar altere alterar mude aponte bloqueie bloquear pare esvazie",
    ),
    negations: list("não nunca nenhum nenhuma nada sem jamais"),
    questions: list("como quando quem qual quais onde devo deveria"),
  },
  italian: {
    marks: list(
      "il lo gli della del dello dei delle una per è sono e con favore puoi potresti può mio mia che cosa quando adesso tutti tutte su sul sulla nella non",
    ),
    orders: list(
      "svuota svuotare cancella cancellare elimina eliminare riavvia riavviare esegui eseguire aggiungi aggiungere crea creare modifica modificare cambia cambiare punta puntare blocca bloccare ferma fermare pulisci pulire rimuovi rimuovere",
    ),
    negations: list("non mai nessun nessuno niente nulla senza"),
    questions: list("come perché quando chi quale quali dove devo dovrei cosa"),
  },
  dutch: {
    marks: list(
      "het een van voor op niet geen en met alsjeblieft kun kan je ik wij mij deze dit nu ook naar hoe waarom wat graag alle de",
    ),
    orders: list(
      "leeg legen verwijder verwijderen herstart herstarten voer uitvoeren maak wijzig wijzigen voeg toevoegen blokkeer blokkeren schoon opschonen wis wissen schaal zet",
    ),
    negations: list("niet geen nooit niets zonder"),
    questions: list("hoe waarom wanneer wie welke waar moet"),
  },
};

/** Written in other scripts: looked for as they stand, for there may be no spaces. */
export const scripts: readonly (Omit<Language, "marks"> & { readonly letters: RegExp })[] = [
  {
    letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    orders: list("削除 消去 クリア パージ 再起動 実行 停止 開始 追加 変更 作成 ブロック 更新 向けて"),
    negations: list("ないで しない するな せず ません 禁止 なく"),
    questions: list("? どう なぜ 何 いつ 誰 ですか ますか 方法"),
  },
  {
    letters: /\p{Script=Han}/u,
    orders: list("清除 清空 删除 刪除 重启 重啟 执行 執行 运行 停止 启动 添加 修改 创建 更新 屏蔽 封禁 扩容 回滚 指向"),
    negations: list("不要 别 不 勿 没 未 禁止"),
    questions: list("? 怎么 如何 为什么 什么 吗 谁 哪"),
  },
  {
    letters: /\p{Script=Cyrillic}/u,
    orders: list("очист удал перезапус перезагруз запус останов добав измен созда заблок обнов сброс направ выполн"),
    negations: list("не никогда нельзя без"),
    questions: list("? как почему когда кто что какой зачем где"),
  },
];

/** Any letter that is neither Latin nor common to all scripts. */
export const otherScript = /(?!\p{Script=Latin})\p{L}/u;
