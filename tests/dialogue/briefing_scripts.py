"""Scripted candidates: one who briefs well, one who is harsh and wrong; the end is « J’ai fini »."""

GOOD: dict[str, tuple[str, ...]] = {
    "briefing-fidelis": (
        "Bonjour à tous. Jeudi, vous avez gardé neuf clients sur quatorze en posant une seule question. En dix minutes, ce matin, trois points : nos résultats de la semaine, l’offre Fidélis qui ouvre demain, et la règle sur les rappels sortants.",
        "D’abord les chiffres. Nous avons gardé 124 clients sur 214, soit 58 % pour un objectif de 65 %. La qualité de service tient à 82 % avec deux absents, et la DMT monte à 7 min 40. Concrètement, cela veut dire que quinze clients de plus par semaine partent alors qu’une question aurait pu les retenir, et pour vous ce sont des appels plus longs qui n’aboutissent pas.",
        "Ensuite l’offre. Fidélis, c’est 8 euros de remise par mois pendant douze mois, avec un engagement de douze mois. Elle est réservée aux clients de plus de deux ans qui demandent à partir, sauf s’ils ont déjà une remise. Dès demain, mardi 24 novembre, posez d’abord la question « Qu’est-ce qui vous ferait rester ? », et proposez l’offre seulement après. La fiche est dans la base, le pense-bête sur vos postes.",
        "Troisième point, la règle. Depuis le 11 août 2026, on ne démarche plus un consommateur par téléphone sans son accord donné avant. L’exception, c’est le client dont le contrat est en cours, pour un motif lié à ce contrat. Si un client retire son accord, même à l’oral, notez-le tout de suite dans sa fiche.",
        "Qui peut me redire, avec ses mots, à qui on propose Fidélis ? Et un client résilié en octobre, je peux l’appeler pour cette offre ? Qui veut montrer demain comment il pose la question ?",
        "Bravo pour l’essai de jeudi : neuf clients gardés sur quatorze, c’est votre idée, on en fait notre première question. L’objectif, c’est 65 % au 18 décembre. On se retrouve vendredi 27 à 16 h 30 pour le point sur les clients gardés, et je passe à chaque poste demain matin. Je termine : la question d’abord, l’offre ensuite, l’accord toujours. J’ai fini.",
        "Je leur dis non : le contrat est terminé, l’exception ne joue plus, il faudrait son accord donné avant et toujours valable. Nous pouvons lui écrire par un autre canal s’il l’a accepté, et je leur donne le numéro du service juridique en cas de doute.",
        "Je croiserais avec les écoutes : la découverte est plus longue, mais l’argument arrive trop tard. Je ferais des doubles écoutes avant de conclure.",
        "Je vois ces deux personnes seule à seule, je leur demande ce qui les aiderait, et je confie à l’une un retour de pratique vendredi, sans les exposer.",
        "Je transmets un écrit court à ma hiérarchie, avec l’écart, l’action et la date du point.",
        "Je suivrais les demandes de départ, les clients gardés, et la part de Fidélis proposée, en collectif.",
        "Je remercie, je reviens aux faits, et je propose d’en parler après.",
    ),
    "briefing-panne": (
        "Bonjour à tous, merci d’être là. Vous sortez de deux jours de panne, et vous avez tenu. En dix minutes, ce matin, quatre points : ce que la semaine a donné, l’objectif ajusté, ce que l’on fait des feuilles de la panne, et l’organisation.",
        "D’abord les résultats. Nous avons pris 817 appels sur 1 340, soit 61 % de qualité de service pour un objectif de 80 %. Il reste 212 courriels en attente, et la satisfaction est à 3,4 sur 5. Cela s’explique par la panne : les jours normaux, nous étions à notre niveau. Concrètement, cela veut dire que des adhérents attendent encore une réponse, et que pour nous la semaine commence avec un retard à résorber.",
        "Ensuite, l’objectif. Cette semaine, nous visons 70 %, parce que le but est de rattraper les courriels sans abandonner les appels ; nous revenons à 80 % à partir du lundi 7 décembre. Dès ce matin, deux d’entre vous prennent les courriels jusqu’à midi, pour revenir à 60 au plus vendredi 27 novembre.",
        "Troisième point, les données. Vos feuilles portent des noms, des numéros de sécurité sociale, des motifs de santé : la règle, le RGPD, les protège. Avant midi, saisissez vos feuilles dans l’outil puis déposez-les dans le bac sécurisé ; le tableau partagé sera supprimé une fois les rappels reportés. Si une feuille est perdue, ou un courriel parti au mauvais destinataire, signalez-le le jour même au délégué : l’entreprise n’a que 72 heures pour notifier.",
        "Je vérifie que c’est clair : vous retrouvez une feuille dans votre sac ce soir, que faites-vous ? Qui peut me redire l’objectif de la semaine ? Avez-vous des questions ?",
        "Bravo pour les rappels : 118 tenus sur 126 promis, sur papier, pendant deux jours de panne. On garde cette façon de noter la promesse devant l’adhérent, c’est utile à toute l’équipe. On se retrouve mercredi à 13 h 30 pour le point sur les 70 % et les courriels, je passe à chaque poste à midi, et je prends les appels difficiles avec vous. Je termine : les feuilles avant midi, 70 % cette semaine, et ensemble. J’ai fini.",
        "Elle la met en sécurité et elle me prévient tout de suite ; je signale au délégué, je la remercie de l’avoir dit, et on la dépose dès son arrivée dans le bac sécurisé.",
        "Je compare les demi-journées hors panne à la semaine d’avant, puis je regarde la DMT et la résolution au premier contact pour voir ce qui reste.",
        "Je l’écoute à part, je lui demande ce qui pèse, je propose un créneau sans appels demain, et je reviens vers lui mercredi.",
        "Je remonte un écrit court : faits, chiffres, besoin, date.",
        "Une fiche de secours, et un formulaire papier sans donnée inutile.",
        "Je reçois chacun, je reviens aux faits et je pose la règle.",
    ),
}

HARSH: dict[str, tuple[str, ...]] = {
    "briefing-fidelis": (
        "Bon, asseyez-vous. Les résultats sont catastrophiques, vous êtes à la traîne, comme toujours.",
        "Yanis est à 71 % et Léa à 44 %, elle plombe tout le monde. Ceux qui n’y arrivent pas, il y aura des sanctions, je vous préviens.",
        "Il y a une nouvelle offre, elle est dans la base. Pour les rappels, vérifiez bloctel et c’est bon. J’ai fini.",
        "Je ne sais pas.",
        "C’est comme ça.",
        "On verra.",
        "Rien.",
        "Non.",
    ),
    "briefing-panne": (
        "Bon, la semaine a été nulle, et ne me dites pas que c’est la panne, vous êtes toujours à vous plaindre.",
        "Sandrine a fait 31 appels en deux jours, Mehdi est à 12 %, ce n’est pas sérieux. Celui qui n’est pas à 80 % vendredi aura un avertissement.",
        "Pour les feuilles, gardez vos feuilles dans un tiroir, on verra. J’ai fini.",
        "Non.",
        "Je ne sais pas.",
        "On verra bien.",
        "C’est à eux de le dire.",
        "Non.",
    ),
}
