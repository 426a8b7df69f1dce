"""Small French word families that carry an act whatever the sentence: health, sanction, pay, feelings, praise…

Training sentences never hold every word of a family; naming the family lets the classifier treat « chimio » as it
learned to treat « dépression ». Entries are folded (`wording.fold`); a trailing `*` stands for any ending.
"""

from __future__ import annotations

from functools import lru_cache

_FAMILIES: dict[str, str] = {
    "sante": """malad* grossesse enceinte handicap* depress* burnout burn cancer* traitement* medica* psychiatr* psy
        diabet* hospital* opere* operation chimio* medecin* sante rqth invalid* dyslex* autis* sclerose asthme
        epilep* bipolaire begaie* migraine* ordonnance* pathologi* therap* antidepress* alcool* alcoolique* drogue*
        addict* desintox* seropositif* fausse accouche* pma fiv menopause arret arrets dos""",
    "famille": """enfant* fils fille filles mari femme bebe* mere pere maman papa divorc* couple marie mariee
        famille* creche conjoint* copain copine maternite paternite parental gosse* jumeaux veuf veuve epous* beau
        belle frere soeur separe* celibataire""",
    "identite": """origine* accent religion* religieu* voile foulard ramadan priere* prier musulman* juif juive
        catholi* chretien* arabe* noir noirs blanc africain* asiatique* etranger* nationalite homo* gay lesbienne
        trans sexuel* syndic* syndique* cgt fo cfdt delegue* greve* greviste* elu elus politique* voter vote* age ans
        vieux vieille vieillis* jeune* senior* retraite homme hommes dame poids grosse corpulence obese physique
        quartier cite banlieue patrie pays bled kippa confession croyan*""",
    "sanction": """sanction* avertissement* blame* licenci* vire virer vires virent virera renvoi renvoy* faute
        disciplin* pied convoc* convoq* courrier recommande* drh suites consequence* prud* huissier rapport
        commission rompre rompue rupture porte dehors mute mutee retrograd* cartons badge remplac* chomage""",
    "avantage": """prime* augment* salaire* cdi cdd contrat* renouvel* reconduc* reconduit* mutation* promotion*
        promu* titularis* embauch* echelon* paie paye payee bonus net brut indemn* interessement conge conges
        teletravail poste superviseur* avancement coefficient cadre grade chef cheque treizieme""",
    "certitude": """garanti* promet* promis promesse* jure parole certain certaine assur* acquis poche certif*
        compte gere fie confiance arrange* debrouill* obtien* annul* efface* sauter dechir* signe""",
    "insulte": """nul nulle nuls nullite incompet* faineant* feignant* paress* menteu* incapable* lamentable* honte
        honteu* minable* amateur* boulet* catastroph* pitie pitoyable* ridicul* bete betes idiot* stupid* gamin*
        egoist* mou molle lent lente lenteur agressi* arrog* hypocrit* brouillon desordonne* desorganise* pathetiqu*
        mediocr* immatur* pueril* insolen* irrespons* laxist* flanc glandeu* glande branleu* debile* cretin*
        imbecil* abruti* insupportable* capricieu* mauvaise foi tetu* borne* susceptible* negatif negative
        negligen* nonchalan* infantil* ingrat* manipul* parano* hysteri* nunuche gourd* empote* bras casse*""",
    "railleur": """bravo champion* championne star princesse monsieur madame daigne* honneur record decidement
        evidemment encore surprise genie grandiose magnifique felicitations comme d'habitude""",
    "absolu": """toujours jamais chaque rien personne tout aucun aucune constamment systematiquement perpetuel*
        encore""",
    "sentiment": """stress* fatigu* colere inquiet* inquietude* angoiss* anxi* peur peurs trist* decu* deception*
        frustr* epuis* tendu* deborde* demoralis* demotiv* decourag* difficile* difficulte* dur dure durs penible*
        eprouv* lourd* violent* bless* touche touchee emu* pleur* larmes marre perturb* humili* vexe* enerv* agac*
        souffr* douloureu* sensible ressen* usant* pression* desarroi chagrin trac gene* seul seule secoue*
        bouscul* injust* injustice rageant* lassitude""",
    "accueil_emotion": """comprends imagine entends concois mesure doute vois sens desole desolee navre navree
        normal legitime humain comprehensible evident facile courage condoleances""",
    "petitesse": """exager* dramatis* drame dramatique grave rien pire broutille* detail* terrible plat montagne cinema
        chochott* douillet* plains plaindre plaignez plaint plainte pleurnich* relativis* boire verre endurc* roman
        bobo bof anodin* caprice* chichi* chipot* pinaill* survit survivre bagne mort monde quand petit petite
        pareil metier fragile sensible banal* courant tete nerfs ca""",
    "louange": """bravo felicit* excellent* excellence super parfait* impeccable* remarquable* chapeau fier fiere fiers
        reussi* reussite progres* progress* appreci* talent* qualite* force* fort forts atout* precieu* beau belle
        bel top nickel maitris* joli* genial* merci formidable* pertinent* efficace* rigueur rigoureu* soigne*
        exemplaire* brillant* solide* patien* chaleureu* sourire* souriant* net nette mieux souligne* salue* bien""",
    "ressource": """formation* former forme tuteur* tutrice* tutorat binome* accompagn* medecine assistante amenag*
        module* elearning appui aide aider aides epaul* disponib* referent* psycholog* coach* decale* decaler horaire*
        alleg* soulag* renfort* soutien* soutenir ergonom* mentor* parrain* marraine* ressource* rh inscri* planning
        casque ecran outil tuto* fiche""",
    "client": """client* abonne* assure* adherent* usager* voyageur* patient* patients allocataire* societaire* locataire*
        titulaire* consommateur* passager* beneficiaire* interlocut*""",
    "equipe": """collegue* equipe equipes service services plateau collectif camarade* binome*""",
    "norme": """regle* reglement* procedure* consigne* objectif* cible* norme* seuil* charte* loi legal* legale
        obligat* interdi* impose* doit doivent devons prevoit prevu prevue convenu* accord process script* attendu*
        standard* maximum minimum exige* exigence* requis* note stipul* contractuel*""",
    "suite_temps": """prochain* prochaine semaine semaines mois bilan point revoit revoir reverra reverr* revois suivi
        rendez verifier verifi* controle* mesurer jours quinzaine""",
    "delai": """avant partir des ici jusqu demain desormais maximum tard aujourd soir cet""",
    "machine": """ia intelligence artificielle robot* programme* programmeur prompt* jury note score* scenario*
        instruction* simulat* simulation* chatgpt gpt bot chatbot assistant systeme system mode modele* exercice
        points point niveau verrouill* cache cachee caches debloqu* algorithm* logiciel examinateur* correction
        bareme personnage* role jeu llm openai mistral llama json token* parametre* developp* version debug admin
        tricher epreuve conversation consignes""",
    "loisir": """match foot football rugby film* serie* vacances recette* restaurant resto concert* chien* chat chats
        voiture* plage jeu jeux cuisine* musique tele netflix voyage* barbecue noel anniversaire* piscine ski velo
        meteo bourse bitcoin election* president jardin* bricol* shopping soldes tatouage cinema series apero biere
        vin chanson* livre* roman""",
    "anglais": """the you your is are what please ignore previous and my of to can do tell give english how why who
        i it this that speak answer hello""",
    "jeu_de_role": """rejou* reecout* ecout* extrait* enregistrement* role roles simul* scene casque lecture passage
        refais refaire refait entrain* exerc* repet* essayons joue jouons imagine inverse* situation sonne play
        recommence* repasse* relance* minute""",
    "evaluation": """evalu* autoevalu* noter note notes positionn* grille situes situez places placez donnerais
        mettrais auto bilan regard jugerais juges trouves trouvez pensé satisfait* satisfaite content contente fier
        fiere reussi referais changerais ameliorer forts faibles axes recul""",
    "cause": """pourquoi cause* raison* explique* expliquer expliqu* vient empeche* empech* bloque* coince* origine
        amene* conduit pousse* provoqu* du liee lie liees derriere freine* comprendre parce passe""",
    "remede": """solution* idee* propos* piste* organis* mettre place faire pourrait pourrions ensemble deux construire
        batir trouver chercher cherchons reflechissons imaginer besoin aiderait faciliterait""",
    "rupture": """resum* recapitul* synthese* conclu* conclusion tour termine* arrete fini bout libere* laisse merci
        journee soiree retourn* quitte* revoir cloture*""",
    "cadre": """objet but objectif sujet entretien echange point voulais souhait* recois recevoir voir parler venir
        minutes heure confidentiel* nous reste sortira juger deroule* duree temps durer ordre""",
}  # fmt: skip


def _split() -> tuple[dict[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    exact: dict[str, set[str]] = {}
    stems: list[tuple[str, str]] = []
    for family, words in _FAMILIES.items():
        for word in words.split():
            if word.endswith("*"):
                stems.append((word[:-1], family))
            else:
                exact.setdefault(word, set()).add(family)
    return {word: frozenset(families) for word, families in exact.items()}, tuple(stems)


_EXACT, _STEMS = _split()


@lru_cache(maxsize=16384)
def families(word: str) -> tuple[str, ...]:
    """Families a folded word belongs to, sorted; empty for most words.

    >>> families("licenciement")
    ('sanction',)
    """
    found = set(_EXACT.get(word, ()))
    found.update(family for stem, family in _STEMS if word.startswith(stem))
    return tuple(sorted(found))
