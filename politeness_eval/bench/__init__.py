"""The judge measured on labelled data: `teinei bench register | slips | keigo | politeness | false-alarms`."""
