import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './i18n';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import { App } from './shell/App';

createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>);
