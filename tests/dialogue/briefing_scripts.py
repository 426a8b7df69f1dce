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
}
