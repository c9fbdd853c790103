import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'fr',
  title: 'Connectez votre compte',
  close: 'Fermer',
  cancel: 'Annuler',
  frame: 'Connexion à votre fournisseur',
  opening: 'Ouverture d’une connexion sécurisée',
  slow: 'Toujours en cours. Cela peut prendre un moment.',
  unresponsive: 'La page ne répond pas. Vous pouvez attendre, ou fermer et réessayer.',
  reconnecting: 'Reconnexion. Votre progression est conservée.',
  offline: 'Vous êtes hors ligne. Nous reprendrons dès votre retour.',
  failed: 'Cela n’a pas fonctionné. Fermeture.',
  ask: 'Fermer ? Votre connexion n’est pas terminée.',
  keep: 'Continuer',
  connected: 'Compte connecté',
  app: 'Retour à l’application',
};
