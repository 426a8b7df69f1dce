"""Small talks written for the tests: `M:` manager, `C:` conseiller, `A:` agent, `U:` client."""

from __future__ import annotations

from coach.domain.transcripts import Turn

_ROLES = {"M": "manager", "C": "conseiller", "A": "agent", "U": "client"}


def talk(text: str) -> list[Turn]:
    """Turns from `X: words` lines."""
    turns = []
    for line in text.strip().splitlines():
        role, _, words = line.strip().partition(": ")
        turns.append(Turn(_ROLES[role], words))
    return turns


GOOD = """
M: Bonjour Malika, assieds-toi, merci d'être là. On a vingt minutes pour parler de tes pauses, je voudrais comprendre et qu'on trouve une solution.
C: Bonjour, d'accord.
M: Lundi 9, tu es revenue de pause à 15 h 32 au lieu de 15 h 15. Mercredi 11, à 15 h 40.
C: Oui, c'est vrai.
M: La pause est de quinze minutes, on est donc dix-sept et vingt-cinq minutes au-dessus. Mercredi, huit clients ont raccroché, et Théo a pris tes appels pendant sa propre pause.
C: Je ne le savais pas pour Théo.
M: Comment tu expliques ces deux retours tardifs ?
C: La machine à café est en panne, il faut descendre au rez-de-chaussée, et il y a la queue.
M: Et les jours où tu reviens à l'heure, qu'est-ce qui est différent ?
C: Ces jours-là j'apporte ma thermos. Le lundi et le mercredi je dors chez ma sœur, je n'ai rien avec moi.
M: Donc, si je te suis, ce sont les jours où tu pars de chez ta sœur sans thermos que tu te retrouves dans la queue. C'est bien ça ?
C: Oui, c'est exactement ça, et je stresse en plus.
M: Je comprends que ce soit stressant de courir comme ça entre deux étages.
C: Merci.
M: Qu'est-ce que tu verrais, toi, pour que ça tienne ces jours-là ?
C: Je pourrais laisser une thermos au bureau, ou prendre ma pause dix minutes plus tôt.
M: La thermos au bureau, on part là-dessus. Le décalage de pause, ce n'est pas moi qui le décide, je demande à la planification demain. Je te donne aussi un casier pour la ranger.
C: Super.
M: Alors dès lundi 16, retour de pause à 15 h 15 au plus tard, zéro retard sur deux semaines. Ça te paraît tenable ?
C: Oui, c'est tenable.
M: On se revoit vendredi 27 à 10 heures pour regarder les relevés. On retient la thermos, la demande de décalage et zéro retard. Tu as trouvé la solution toi-même, c'est précieux.
C: Merci à toi.
"""

HARSH = """
M: T'as vu l'heure ? Assieds-toi et écoute.
C: Bonjour, qu'est-ce qui se passe ?
M: Tu es toujours en retard, tu es un vrai boulet pour l'équipe.
C: C'est à cause du bus…
M: Arrête avec tes excuses. Encore un retard et c'est l'avertissement.
C: Je peux expliquer.
M: À ton âge, on devrait savoir mettre un réveil. Allez, retourne bosser.
C: …
"""

DEBRIEF = """
M: Bonjour Lina, installe-toi. On prend vingt minutes sur ton appel de lundi avec M. Roy, pour t'aider ; l'enregistrement est effacé après. Ça te va ?
C: Oui, ça me va.
M: Qu'est-ce que tu as trouvé réussi dans cet appel, et qu'est-ce que tu ferais autrement ?
C: J'ai bien accueilli, je crois. Par contre j'ai parlé trop vite au moment du tarif.
M: Qu'est-ce qui te fait dire que tu parlais trop vite ?
C: Il m'a fait répéter deux fois le montant.
M: Sur l'accueil je te rejoins : à 0 min 20, « prenez votre temps, je note », et il se met à tout raconter. À 4 min 10, « je reste avec vous », il te répond « ça me rassure ».
C: Ah, je n'avais pas remarqué.
M: Sur le tarif, à 2 min 30 tu dis « 84,60 mensualisé sur dix » d'une traite, et à 2 min 50 tu le redis pareil. La grille demande un montant annoncé puis vérifié, là il n'y a aucune vérification. Qu'est-ce que ça a produit pour lui, à ton avis ?
C: Il a dû se sentir perdu.
M: Qu'est-ce qui fait que tu accélères sur les montants ?
C: J'ai peur qu'il dise que c'est cher.
M: Avec tous les clients, ou plutôt dans certains cas ?
C: Surtout quand le contrat dépasse cinquante euros, là je veux passer vite.
M: Donc c'est la peur de la réaction au prix, quand il est élevé, qui te fait accélérer. C'est bien ça ?
C: Oui, c'est exactement ça.
M: On réécoute de 2 min à 3 min. Puis vas-y, je suis M. Roy, annonce-moi le prix.
C: « Cela fait 84 euros 60 par mois, monsieur Roy. Est-ce que ce montant vous convient ? »
M: Très bien, c'est posé et tu vérifies. Encore une fois, avec une pause avant le montant ?
C: « Monsieur Roy… cela fait 84 euros 60 par mois. Cela vous convient ? »
M: Là, il a le temps d'entendre. S'il ne fallait garder qu'un point de travail, ce serait lequel ?
C: La pause et la vérification du montant.
M: Alors ce sera ça, le reste on le laisse de côté. Comment tu vas t'y prendre ?
C: Je colle la phrase à l'écran et je la dis dès demain, avec cinq montants vérifiés sur cinq appels.
M: On se revoit mardi 17 à 11 heures, on écoute cinq appels et on compte les vérifications. Tu as repéré toute seule ce qui coinçait, c'est une vraie qualité d'écoute.
C: Merci beaucoup.
"""

CALL = """
A: Assurances du Lac bonjour, Hugo à votre écoute. Cet appel est enregistré, vous pouvez le refuser. En quoi puis-je vous aider ?
U: Bonjour, j'ai eu un dégât des eaux hier soir, je suis perdue.
A: Je comprends, un dégât des eaux un soir, c'est pénible. Pour ouvrir le bon dossier, j'ai juste besoin de votre nom et de votre numéro de contrat.
U: Petit, contrat 5512.
A: Merci madame Petit. Quelles pièces sont touchées, et qu'est-ce qui vous inquiète le plus ?
U: La cuisine et le parquet du salon. J'ai peur pour le parquet, on reçoit dimanche.
A: Et depuis quand l'eau est-elle coupée ?
U: Depuis ce matin 8 heures.
A: Donc la cuisine et le parquet du salon, l'eau coupée depuis 8 heures, et une réception dimanche. C'est bien cela ?
U: Oui, c'est ça.
A: Vous êtes couverte, la franchise est de 120 euros. Un artisan agréé passe sous 48 heures, donc votre parquet sera vu avant dimanche.
U: 120 euros, c'est quand même cher.
A: Je comprends que ce soit agaçant. Sans artisan agréé, vous avanceriez aussi les frais ; là vous ne payez que la franchise. Est-ce que cela répond à votre question ?
U: Oui, c'est plus clair.
A: Je récapitule : un artisan sous 48 heures, franchise de 120 euros. Vous recevez la confirmation par SMS ce soir. Puis-je faire autre chose pour vous ?
U: Non merci.
A: Merci de votre appel madame Petit, et belle fête dimanche. Au revoir.
"""

SHEET = {
    "fiche_produit": {"degat_des_eaux": "franchise de 120 euros", "delai": "artisan agréé sous 48 heures"}
}
