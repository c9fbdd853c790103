import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'pl',
  title: 'Połącz swoje konto',
  close: 'Zamknij',
  cancel: 'Anuluj',
  frame: 'Logowanie u dostawcy',
  opening: 'Otwieranie bezpiecznego połączenia',
  slow: 'To jeszcze trwa. Może zająć chwilę.',
  unresponsive: 'Strona nie odpowiada. Możesz poczekać albo zamknąć i spróbować ponownie.',
  reconnecting: 'Ponowne łączenie. Twoje postępy są zachowane.',
  offline: 'Jesteś offline. Wznowimy, gdy wróci połączenie.',
  failed: 'Nie udało się. Zamykanie.',
  ask: 'Zamknąć? Logowanie nie zostało ukończone.',
  keep: 'Kontynuuj',
  connected: 'Konto połączone',
  app: 'Wróć do aplikacji',
};
