import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'it',
  title: 'Collega il tuo account',
  close: 'Chiudi',
  cancel: 'Annulla',
  frame: 'Accesso al tuo fornitore',
  opening: 'Apertura di una connessione sicura',
  slow: 'Ancora in corso. Può richiedere un momento.',
  unresponsive: 'La pagina non risponde. Puoi attendere, oppure chiudere e riprovare.',
  reconnecting: 'Riconnessione in corso. I tuoi progressi sono salvi.',
  offline: 'Sei offline. Riprenderemo appena torni online.',
  failed: 'Non ha funzionato. Chiusura in corso.',
  ask: 'Chiudere? L’accesso non è completato.',
  keep: 'Continua',
  connected: 'Account collegato',
  app: 'Torna all’app',
};
