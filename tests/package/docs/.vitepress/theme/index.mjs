// The fonts of the reader's system: nothing is loaded for them.
import theme from 'vitepress/theme-without-fonts';
import Layout from './Layout.vue';
import LiveLink from './LiveLink.vue';
import './site.css';
import './code.css';

export default {
  extends: theme,
  Layout,
  enhanceApp: ({ app }) => void app.component('LiveLink', LiveLink),
};
