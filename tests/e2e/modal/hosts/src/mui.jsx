import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useState } from 'react';

export function Host({ Content }) {
  const [open, setOpen] = useState(true);
  return (
    <Dialog open={open} onClose={() => setOpen(false)} aria-labelledby="title">
      <DialogTitle id="title">Host</DialogTitle>
      <DialogContent>
        <Content />
      </DialogContent>
    </Dialog>
  );
}
