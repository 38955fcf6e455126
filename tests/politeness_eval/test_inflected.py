"""Verbs of Spanish, French, Italian and Portuguese tell how they address the reader; what is not sure stays a word."""

import re
import time
import tracemalloc

import pytest

from politeness_eval.analysers import analyser_for
from politeness_eval.analysers.form_table import FOLDER, FormTable

LANGUAGES = ("es", "fr", "it", "pt")


def told(language, text):
    """`surface/pos` of the tokens that are no plain words."""
    tokens = analyser_for(language).tokens(text)
    return [f"{one.surface}/{one.pos}" for one in tokens if one.pos not in ("word", "number", "mark")]


FAMILIAR = [
    ("es", "¿Tienes el número? Lo enviaste ayer.", ["Tienes/2s", "enviaste/2s"]),
    ("es", "Dime qué ha pasado y haz una foto.", ["Dime/2s-imp", "haz/2s-imp"]),
    ("es", "Llámame o escríbenos.", ["Llámame/2s-imp", "escríbenos/2s-imp"]),
    ("es", "Envía tu número de pedido.", ["Envía/2s-imp"]),
    ("es", "Por favor, envía la foto.", ["envía/2s-imp"]),
    ("es", "Para cambiar la talla, rellena el formulario.", ["rellena/2s-imp"]),
    ("es", "Queremos ayudarte y devolvértelo.", ["ayudarte/2s", "devolvértelo/2s"]),
    ("es", "Si compras dos, te regalamos una.", ["compras/2s"]),
    ("es", "No te preocupes.", ["preocupes/2s"]),
    ("es", "¿Vos tenés la caja? Decime.", ["tenés/2v", "Decime/2v"]),
    ("es", "Podéis pasar cuando queráis, avisadnos.", ["Podéis/2p", "queráis/2p", "avisadnos/2p-imp"]),
    ("it", "Hai ricevuto il pacco? Puoi aprirlo.", ["Hai/2s", "Puoi/2s"]),
    ("it", "Dimmi cosa pensi e scrivici.", ["Dimmi/2s-imp", "pensi/2s", "scrivici/2s-imp"]),
    ("it", "Non esitare a contattarci, possiamo aiutarti.", ["esitare/2s-imp", "aiutarti/2s"]),
    ("it", "Se cerchi un regalo, guarda la pagina.", ["cerchi/2s", "guarda/2s-imp"]),
    ("it", "Sei in ritardo?", ["Sei/2s"]),
    ("it", "Registrati sul sito.", ["Registrati/2s-imp"]),
    ("it", "Voi avete ragione, scriveteci.", ["avete/2p", "scriveteci/2p-imp"]),
    ("pt", "Tens razão, podes ligar.", ["Tens/2s", "podes/2s"]),
    ("pt", "Recebeste a encomenda? Diz-me, se puderes.", ["Recebeste/2s", "Diz/2s-imp", "puderes/2s"]),
    ("pt", "Envia-nos o número.", ["Envia/2s-imp"]),
    ("fr", "Dis-moi si tu peux venir.", ["Dis/2s-imp", "peux/2s"]),
    ("fr", "Regarde la page et envoie-nous la photo.", ["Regarde/2s-imp", "envoie/2s-imp"]),
    ("fr", "N’hésite pas, ne t’inquiète pas.", ["N’hésite/2s-imp", "t’inquiète/2s-imp"]),
    ("fr", "As-tu reçu le colis ? Vous l'as vu.", ["As/2s", "l'as/2s"]),
]

FORMAL = [
    ("es", "Por favor, envíe el número y díganos la talla.", ["envíe/3s-imp", "díganos/3s-imp"]),
    ("es", "No envíe nada todavía.", ["envíe/3s-imp"]),
    ("it", "Mi dica il numero. Ci scriva pure.", ["dica/3s-imp", "scriva/3s-imp"]),
    ("it", "Mi scusi, potrebbe ripetere?", ["scusi/3s-imp"]),
    ("it", "Si rivolga al negozio.", ["rivolga/3s-imp"]),
    ("pt", "Envie a fatura. Diga-nos, por favor.", ["Envie/3s-imp", "Diga/3s-imp"]),
    ("fr", "Vous pouvez payer. Avez-vous reçu la facture ?", ["pouvez/2p", "Avez/2p"]),
    ("fr", "Connectez-vous au site. Veuillez patienter.", ["Connectez/2p-imp", "Veuillez/2p-imp"]),
]

PLAIN = [
    ("es", "Las compras, las dudas y los viajes de sus clientes."),
    ("es", "El mensajero envía el paquete y llama a la puerta."),
    ("es", "¿Necesita ayuda? Recibe un correo con la respuesta."),
    ("es", "¿Envía el paquete a Francia?"),
    ("es", "Ventas, entregas y pruebas generales."),
    ("es", "Tiene 3 compras en su cuenta order_id, expires_on."),
    ("it", "Gli ordini, i resi e i contatti dei clienti."),
    ("it", "Il corriere consegna il pacco dalla mattina entro sei giorni."),
    ("it", "Non sappiamo dove si trovi il suo ordine."),
    ("it", "Gli utenti registrati ricevono i punti normali in aprile."),
    ("it", "Va bene, lo annotiamo."),
    ("pt", "As compras e as dúvidas das suas contas."),
    ("pt", "Espera-se a entrega na quinta-feira."),
    ("pt", "O senhor tem razão, pode ligar quando quiser."),
    ("fr", "La commande est partie, elle arrive demain."),
    ("fr", "Prendre un rendez-vous, des demandes et des offres."),
    ("fr", "Le livreur regarde la liste et envoie le colis."),
    ("fr", "Que dit-il ? Est-ce possible ?"),
]


@pytest.mark.parametrize(("language", "text", "expected"), FAMILIAR)
def test_familiar_forms_are_told(language, text, expected):
    assert told(language, text) == expected


@pytest.mark.parametrize(("language", "text", "expected"), FORMAL)
def test_formal_forms_are_told(language, text, expected):
    assert told(language, text) == expected


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_nouns_and_other_persons_stay_words(language, text):
    assert told(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "lemma"),
    [
        ("es", "Dímelo.", "decir"),
        ("it", "Fammi sapere.", "fare"),
        ("pt", "Puseste.", "pôr"),
        ("fr", "N'hésite pas.", "hésiter"),
    ],
)
def test_the_lemma_is_the_infinitive(language, text, lemma):
    assert analyser_for(language).tokens(text)[0].lemma == lemma


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("es", "piensas:s presentas:s sigas:s construyes:s envía:io conozca:fo tuviste:s"),
        ("it", "capisci:is dormi:is cercherai:s mangi:fos sarai:s tolga:fo traduci:is"),
        ("pt", "passeias:s fizeste:s incluíste:s sintas:s sobes:s traga:fo compuseres:s"),
        ("fr", "envoie:io appelles:s finissez:p dis:ios viendras:s achète:io faites:nop"),
    ],
)
def test_the_tables_hold_what_the_verbs_make(language, forms):
    table = FormTable.load(language)
    assert " ".join(f"{form}:{table.find(form).letters}" for form in re.findall(r"\w+(?=:)", forms)) == forms


def test_a_text_full_of_markers_settles_what_is_doubtful():
    doubtful = "El paquete está listo, mira el correo."
    assert told("es", doubtful) == []
    assert told("es", f"{doubtful} Es para ti.") == ["mira/2s-imp"]
    assert told("es", f"{doubtful} Es para ti, no para usted.") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_small_and_say_where_they_come_from(language):
    path = FOLDER / f"{language}.forms.txt"
    assert path.stat().st_size <= 400_000
    assert "scripts/make_verb_forms.py" in path.read_text(encoding="utf-8").split("\n")[0]
    FormTable.load.cache_clear()
    tracemalloc.start()
    FormTable.load(language)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 25_000_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", ["tienes ", "pensi, ", "envía y ", "lo lo la ", "dis-", "n'", "-", "dímelo"])
def test_long_texts_without_sentences_stay_fast(language, word):
    analyser = analyser_for(language)
    start = time.perf_counter()
    analyser.tokens(word * (8000 // len(word)))
    assert time.perf_counter() - start < 2
