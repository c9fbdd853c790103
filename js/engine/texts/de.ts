import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'de',
  title: 'Konto verbinden',
  close: 'Schließen',
  cancel: 'Abbrechen',
  frame: 'Anmeldung bei Ihrem Anbieter',
  opening: 'Sichere Verbindung wird geöffnet',
  slow: 'Es dauert noch einen Moment.',
  unresponsive: 'Die Seite antwortet nicht. Sie können warten, oder schließen und es erneut versuchen.',
  reconnecting: 'Verbindung wird wiederhergestellt. Ihr Stand bleibt erhalten.',
  offline: 'Sie sind offline. Es geht weiter, sobald Sie wieder online sind.',
  failed: 'Das hat nicht geklappt. Wird geschlossen.',
  ask: 'Schließen? Ihre Anmeldung ist nicht fertig.',
  keep: 'Weitermachen',
  connected: 'Konto verbunden',
  app: 'Zurück zur App',
};
