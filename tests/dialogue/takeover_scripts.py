"""Scripted managers who take a call over: one who listens and settles, one who is harsh."""

GOOD: dict[str, tuple[str, ...]] = {
    "client-chaudiere": (
        "Madame Vasseur, bonjour, je suis Camille Ferrand, responsable du service. Je prends le relais et je reste avec vous jusqu’à ce qu’on ait une solution. Je vous écoute.",
        "Je vous présente mes excuses au nom de Caléo : trois rendez-vous manqués et personne qui vous rappelle, nous n’avons pas été à la hauteur.",
        "Si je comprends bien, vous avez attendu le 10, le 13 et le 18, vous avez appelé sept fois, et c’est toujours à vous de recommencer. C’est bien cela ?",
        "Je comprends que ce soit épuisant. Que s’est-il passé chez vous le mercredi 18, de votre côté ?",
        "Donc vous étiez chez vous, et c’est nous qui n’avons pas su vous trouver. Je vous crois, et ce mot « absente » n’aurait pas dû être écrit.",
        "Qu’est-ce qui vous aiderait le plus, dès aujourd’hui ?",
        "J’entends que le plus dur, ce sont ces nuits, avec votre fils, et de ne pas savoir qui viendra. Qu’est-ce qui vous rassurerait ?",
        "Merci de me l’avoir confié. Donc ce qu’il vous faut, c’est de la chaleur dans sa chambre dès ce soir, la réparation ensuite, et quelqu’un à appeler. C’est bien ça ?",
        "Voici ce que je fais : deux radiateurs vous sont livrés aujourd’hui avant 18 heures, et Bruno Lemaître vient demain, mardi 24 novembre, entre 8 heures et 10 heures avec la carte électronique.",
        "J’annule aussi les 35 euros pendant que nous parlons, et je vous appelle moi-même ce soir à 18 heures sur ma ligne directe.",
        "Je récapitule : les radiateurs avant 18 heures, mon appel à 18 heures, Bruno demain entre 8 et 10 heures. Puis-je faire autre chose pour vous ?",
        "Merci de votre confiance, madame Vasseur. Au revoir, et bon courage pour cette journée.",
    ),
    "client-terminal": (
        "Monsieur Tavernier, bonjour, Camille Ferrand, responsable du service clients chez Paymelia. Je prends le relais et je reste votre interlocuteur. Je ne vais pas vous lire l’article 7 : je vous écoute.",
        "Je vous présente mes excuses pour les deux pannes, et pour l’absence de réponse depuis le 2 novembre : nous aurions dû vous répondre par écrit.",
        "Si je comprends bien, on vous a dit « sans engagement », vous découvrez quarante-huit mois, et l’appareil vous a lâché deux samedis en plein marché. C’est bien cela ?",
        "Je comprends que vous soyez en colère. Comment s’est passée la signature, ce jour-là, sur votre stand ?",
        "Donc vous serviez des clients, vous avez posé la question de la durée, et le contrat ne vous est jamais parvenu. J’entends que cela vous blesse, et je vous crois quand vous le dites.",
        "Qu’est-ce qui vous inquiète le plus, pour la suite ?",
        "Vous voulez finir proprement et ne rien laisser à celle qui reprend : c’est tout à votre honneur. Qu’est-ce qui réglerait vraiment la situation pour vous ?",
        "Donc il vous faut deux choses : une machine fiable pour samedi, et une réponse écrite sur la durée. C’est bien ça ?",
        "Voici ce que je fais : un terminal de remplacement multi-opérateurs vous est livré vendredi 27 novembre avant 13 heures, et je suspends aujourd’hui le prélèvement du 5 décembre.",
        "Je transmets ce soir vos éléments au service qualité des ventes : vous recevrez une réponse écrite vendredi 4 décembre au plus tard. Ce n’est pas moi qui tranche, je préfère vous le dire. Je vous envoie aussi la copie du contrat aujourd’hui par courriel.",
        "Je récapitule : le terminal vendredi avant 13 heures, le prélèvement suspendu, la réponse le 4 décembre, et je vous rappelle vendredi à 14 heures sur votre téléphone. Est-ce que tout est clair ?",
        "Merci de votre confiance, monsieur Tavernier. Au revoir, et bon marché samedi.",
    ),
}

HARSH: dict[str, tuple[str, ...]] = {
    "client-chaudiere": (
        "Bonjour. Calmez-vous d’abord, ce n’est pas en criant que ça va avancer.",
        "Le dossier indique que vous étiez absente le 18. Nos conditions générales prévoient des frais dans ce cas.",
        "Ma collègue est nouvelle, elle s’est trompée, elle sera recadrée.",
        "Vous exagérez, vous n’êtes pas la seule à attendre.",
        "Si vous continuez sur ce ton, je raccroche.",
        "Je vous propose le 3 décembre, c’est à prendre ou à laisser.",
        "Bon, je vais raccrocher. Au revoir.",
        "Au revoir madame.",
    ),
    "client-terminal": (
        "Bonjour. Calmez-vous, vous avez signé, il fallait lire.",
        "Si vous continuez à menacer, je raccroche.",
        "Le commercial s’est trompé, il sera sanctionné, il est nouveau.",
        "Vous exagérez, à votre âge on sait lire un contrat.",
        "C’est un contrat de 48 mois, article 7, c’est la règle et ça ne changera pas.",
        "Bon, je vais raccrocher, cet appel est terminé.",
        "Au revoir monsieur.",
    ),
}
