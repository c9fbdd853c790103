import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'es',
  title: 'Conecta tu cuenta',
  close: 'Cerrar',
  cancel: 'Cancelar',
  frame: 'Inicia sesión con tu proveedor',
  opening: 'Abriendo una conexión segura',
  slow: 'Seguimos en ello. Puede tardar un momento.',
  unresponsive: 'La página no responde. Puedes esperar, o cerrar e intentarlo de nuevo.',
  reconnecting: 'Reconectando. Tu avance se conserva.',
  offline: 'No tienes conexión. Seguiremos en cuanto vuelvas.',
  failed: 'No ha funcionado. Cerrando.',
  ask: '¿Cerrar? No has terminado de iniciar sesión.',
  keep: 'Continuar',
  connected: 'Cuenta conectada',
  app: 'Volver a la app',
};
