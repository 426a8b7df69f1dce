"""Uses of the jury and of exam preparation, above access: sheets, works read, rehearsals, dossier professionnel."""
