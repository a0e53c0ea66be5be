// The main screen, and what the view for frames shares with it: one script, so that the view adds a small one.

export { ErrorAnswer } from './answer/ErrorAnswer.tsx';
export { Verdict } from './diagnosis/Verdict.tsx';
export { FramePanel } from './header-bits/FramePanel.tsx';
export { MainScreen } from './MainScreen.tsx';
