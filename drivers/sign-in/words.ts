/** How sign-in pages call their fields and buttons, in several languages. Plain patterns, so that they can be handed to a page. */

/** Names of fields that ask who the visitor is. */
export const identifierName: RegExp =
  /user|log-?in|e-?mail|ident|account|benutzer|kennung|anmelde|usuario|utilisateur|identifiant|utente|correo|courriel|gebruiker|konto|uid\b/i;

/** The same, without what a newsletter asks for, too. */
export const accountName: RegExp =
  /user|log-?in|ident|account|benutzer|kennung|anmelde|usuario|utilisateur|identifiant|utente|gebruiker|konto/i;

/** Names of fields that hold a secret although the page shows it as it is typed. */
export const secretName: RegExp =
  /pass-?_?(?:wor[dt]|wd|phrase|key)|(?:^|[^a-z])(?:pwd?|pin|mdp)(?:[^a-z]|$)|secret|kennwort|geheim|mot[ _-]?de[ _-]?passe|contrase|senha|wachtwoord|access[ _-]?(?:code|key)|zugangscode/i;

/** What buttons and titles of sign-in pages say. */
export const signInWords: RegExp =
  /\b(?:sign[ -]?in|log[ -]?in|sign[ -]?on|continue|next|anmelden|einloggen|weiter|connexion|connecter|suivant|iniciar|acceder|entrar|continuar|accedi|avanti|inloggen|aanmelden)\b|ログイン|サインイン|次へ|登录|登入|下一步|로그인|войти|вход|далее/i;

/** What headings of sign-in pages say; others say "Next", too. */
export const signInHeading: RegExp =
  /\b(?:sign|log)[ -]?(?:in|on)\b|anmeld|einlogg|connexion|connecte|inicia|acceder|entrar|accedi|inlogg|aanmeld|ログイン|サインイン|登录|登入|로그인|вход|войти/i;

/** Forms that are there for something else. */
export const otherPurpose: RegExp =
  /search|suche|newsletter|subscri|contact|comment|feedback|coupon|locale|language|cookie/i;

/** Forms that make an account, or mend one. */
export const registration: RegExp = /regist|sign-?up|create|join|reset|forgot|recover/i;

/** Buttons that lead away from a sign-in although they submit its form. */
export const turnsBack: RegExp =
  /\b(?:cancel|abort|back|forgot|reset|abbrechen|annuler|annulla|annuleren|avbryt|anuluj|retour|cancelar|volver|voltar|indietro|terug|tilbage|tillbaka|wróć)|zurück|キャンセル|戻る|取消|返回|취소|отмена|назад/i;

/** Buttons that say no, that sign out, or that take something away. */
export const refuses: RegExp =
  /^\s*(?:no|nein|non|nee|não|nao|nie|nej|nei|ei|нет|いいえ|否|不|아니요?)(?![\p{L}\p{N}])|\b(?:deny|decline|refuse|reject|disallow|disagree|revoke|dismiss|don.?t|do not|ablehnen|verweigern|nicht|refuser|rejeter|rechazar|denegar|negar|recusar|rifiuta|nega|weiger|afwijzen|neka|avvisa|avslå|afvis|odmów|odrzuć)|log-?_? ?out|sign-?_? ?out|log ?off|sign ?off|abmeld|ausloggen|déconnexion|déconnecter|deconnexion|cerrar sesi|salir|\bsair\b|\besci\b|disconnetti|uitloggen|afmelden|logga ut|wyloguj|delete|remove|erase|löschen|entfernen|supprimer|eliminar|borrar|excluir|elimina|verwijder|radera|slet\b|usuń|拒否|許可しない|ログアウト|削除|拒绝|不同意|不允许|退出|登出|删除|거부|로그아웃|삭제|отклон|запретить|выйти|удалить|не разреш/iu;

/** What costs money or destroys something: no program says yes to that. */
export const grave: RegExp =
  /\b(?:pay|payment|purchase|buy|order|checkout|billing|subscribe|subscription|upgrade|donate|delete|deletion|erase|terminate|close (?:my|your|the) account|kaufen|zahlen|bezahl\p{L}*|zahlungspflichtig|bestellen|abonnieren|löschen|payer|paiement|acheter|commander|supprimer|pagar|pago|comprar|eliminar|acquista|paga|pagamento|elimina|betalen|kopen|verwijderen)\b|支払|購入|削除|支付|付款|购买|删除|결제|구매|삭제|оплат|купить|удалить/iu;

/** An amount of money. */
export const price: RegExp = /[€$£¥]\s?\d|\d\s?(?:[€£¥]|\$|(?:EUR|USD|GBP|CHF|JPY)\b)/;

/** Buttons that say yes. */
export const agrees: RegExp =
  /\b(?:allow|accept|authori[sz]e|agree|approve|confirm|consent|continue|proceed|grant|trust|yes|ok|okay|next|got it|understood|erlauben|zulassen|zustimmen|akzeptieren|einverstanden|bestätigen|freigeben|genehmigen|weiter|fortfahren|vertrauen|ja|autoriser|accepter|approuver|confirmer|continuer|valider|oui|permitir|aceptar|autorizar|confirmar|continuar|sim|aceitar|consenti|accetta|autorizza|conferma|continua|toestaan|accepteren|akkoord|bevestigen|doorgaan|tillåt|godkänn|fortsätt|tillad|godkend|fortsæt|tillat|godta|fortsett|zezwól|akceptuj|kontynuuj|zgadzam|tak)\b|(?:^|\s)s[ìí](?:\s|$|,)|許可|同意|承認|続行|続ける|はい|次へ|允许|授权|继续|确认|是|허용|동의|승인|계속|확인|разреш|принять|соглас|подтверд|продолж|(?:^|\s)да(?:\s|$|,)/iu;

/** How the pages of a consent call themselves, their fields and their addresses. */
export const consentContext: RegExp =
  /consent|authori[sz]|oauth|openid|oidc|interaction|grant|scope|client_id|permission|approve|trust|stay|remember|kmsi/i;
