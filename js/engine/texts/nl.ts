import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'nl',
  title: 'Koppel je account',
  close: 'Sluiten',
  cancel: 'Annuleren',
  frame: 'Inloggen bij je aanbieder',
  opening: 'Beveiligde verbinding wordt geopend',
  slow: 'We zijn nog bezig. Dit kan even duren.',
  unresponsive: 'De pagina reageert niet. Je kunt wachten, of sluiten en het opnieuw proberen.',
  reconnecting: 'Opnieuw verbinden. Je voortgang blijft bewaard.',
  offline: 'Je bent offline. We gaan verder zodra je weer online bent.',
  failed: 'Dit is niet gelukt. Wordt gesloten.',
  ask: 'Sluiten? Je bent nog niet klaar met inloggen.',
  keep: 'Doorgaan',
  connected: 'Account gekoppeld',
  app: 'Terug naar de app',
};
