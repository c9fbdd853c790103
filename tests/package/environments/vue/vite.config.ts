import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// As Vue's guide says for any custom element: without it, Vue looks for a component of that name.
export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.includes('-') } } })],
});
