"""What the letters, notes and decisions of the sample office say. The city, its people and its matters are invented."""

from __future__ import annotations

from dataclasses import dataclass

CITY = "Jasnobrzeg"
OFFICE = ("Prezydent Miasta Jasnobrzeg", "ul. Ratuszowa 1, 00-000 Jasnobrzeg")


@dataclass(frozen=True)
class Letter:
    """One page or two of text. `file` ends in the format to write; `head` and `to` are lines, `text` paragraphs."""

    file: str
    date: str
    subject: str
    text: tuple[str, ...]
    head: tuple[str, ...] = OFFICE
    to: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()
    reference: str = ""
    arms: bool = False
    footer: str = "Próbka – dane wymyślone"


NADRZECZE = ("Rada Osiedla Nadrzecze", "ul. Flisacka 14, 00-000 Jasnobrzeg")
MAYOR = ("Tadeusz Wierzbicki", "Prezydent Miasta")
LINDENAU = ("Stadt Lindenau", "Der Bürgermeister", "Am Markt 3, 00000 Lindenau")

LETTERS = (
    Letter(
        "wniosek-rada-osiedla-kladka.pdf",
        "Jasnobrzeg, 21 września 2026 r.",
        "Wniosek o spotkanie w sprawie kładki pieszo-rowerowej na Wierzbnicy",
        (
            "Szanowny Panie Prezydencie,",
            "Rada Osiedla Nadrzecze wnosi o spotkanie z mieszkańcami w sprawie przebiegu kładki pieszo-rowerowej "
            "na Wierzbnicy oraz dojścia do niej od ulicy Flisackiej. Na zebraniu 17 września mieszkańcy przyjęli "
            "w tej sprawie uchwałę, którą załączamy.",
            "Najwięcej obaw budzi przyczółek po stronie przystani: obecny projekt przewiduje schody, przez co "
            "osoby na wózkach i rodzice z dziećmi musieliby korzystać z mostu Młyńskiego, o kilometr dalej. "
            "Prosimy także o wyjaśnienie, jak będzie oświetlone dojście i czy na czas budowy zostanie wyznaczony "
            "objazd dla rowerzystów.",
            "Proponujemy spotkanie w świetlicy przy ulicy Flisackiej, w dzień powszedni po godzinie 16.30. "
            "Prosimy o odpowiedź do końca października.",
        ),
        NADRZECZE,
        OFFICE,
        ("Halina Wrzosek", "przewodnicząca Rady Osiedla"),
        "RON 12/2026",
    ),
    Letter(
        "uchwala-rady-osiedla-skan.pdf",
        "Jasnobrzeg, 17 września 2026 r.",
        "Uchwała nr 9/2026 Rady Osiedla Nadrzecze w sprawie kładki na Wierzbnicy",
        (
            "§ 1. Rada Osiedla popiera budowę kładki pieszo-rowerowej na Wierzbnicy w ciągu ulicy Flisackiej.",
            "§ 2. Rada Osiedla wnosi o zastąpienie schodów przy przystani pochylnią o nachyleniu nie większym niż "
            "sześć procent.",
            "§ 3. Rada Osiedla wnosi o oświetlenie dojścia do kładki na całej długości, od przystanku Flisacka do "
            "przyczółka.",
            "§ 4. Uchwałę przekazuje się Prezydentowi Miasta.",
            "Za uchwałą głosowało 11 osób, przeciw 2, wstrzymała się 1 osoba.",
        ),
        NADRZECZE,
        (),
        ("Halina Wrzosek", "przewodnicząca Rady Osiedla"),
    ),
    Letter(
        "opinia-wydzialu-inwestycji.docx",
        "Jasnobrzeg, 6 października 2026 r.",
        "Opinia w sprawie zmiany przyczółka kładki na Wierzbnicy",
        (
            "Po wizji lokalnej z 2 października Wydział Inwestycji stwierdza, że zastąpienie schodów pochylnią "
            "jest możliwe, jeżeli przyczółek północny zostanie przesunięty o cztery metry w stronę przystani.",
            "Przesunięcie koliduje z kablem oświetlenia. Koszt przełożenia kabla szacujemy na 86 tys. zł, a "
            "zmianę projektu na 40 tys. zł. Termin zakończenia robót wydłuży się o sześć tygodni.",
            "Wydział opiniuje zmianę pozytywnie pod warunkiem zabezpieczenia środków w budżecie na 2027 rok.",
        ),
        ("Wydział Inwestycji", "Urząd Miasta Jasnobrzeg"),
        ("Kancelaria Prezydenta Miasta", "w miejscu"),
        ("Marek Olszyna", "główny specjalista"),
    ),
    Letter(
        "notatka-wizja-lokalna.odt",
        "Jasnobrzeg, 2 października 2026 r.",
        "Notatka służbowa z wizji lokalnej przy przystani",
        (
            "Obecni: Marek Olszyna (Wydział Inwestycji), Zofia Lipska (Kancelaria Prezydenta Miasta), Halina "
            "Wrzosek (Rada Osiedla Nadrzecze), kierownik budowy.",
            "Przyczółek północny kładki koliduje z kablem oświetlenia. Uzgodniono, że projektant sprawdzi "
            "przesunięcie o cztery metry w stronę przystani. Poziom Wierzbnicy w dniu wizji: 214 cm.",
            "Przewodnicząca Rady Osiedla poprosiła o pozostawienie dwóch lip przy dojściu. Kierownik budowy "
            "potwierdził, że drzewa nie kolidują z robotami i zostaną odeskowane.",
        ),
        ("Wydział Inwestycji", "Urząd Miasta Jasnobrzeg"),
        (),
        ("Sporządził: Marek Olszyna",),
    ),
    Letter(
        "projekt-odpowiedzi-rada-osiedla.odt",
        "Jasnobrzeg, październik 2026 r.",
        "Odpowiedź na wniosek o spotkanie w sprawie kładki – projekt",
        (
            "Szanowna Pani Przewodnicząca,",
            "dziękuję za wniosek i za uchwałę Rady Osiedla. Proponuję spotkanie z mieszkańcami w świetlicy przy "
            "ulicy Flisackiej; o dokładnym terminie poinformuje Kancelaria.",
            "Wydział Inwestycji ocenił, że schody przy przystani można zastąpić pochylnią. Szczegóły, w tym koszt "
            "i nowy termin otwarcia kładki, przedstawi na spotkaniu pan Marek Olszyna. Objazd dla rowerzystów "
            "poprowadzi przez most Młyński i będzie oznakowany od pierwszego dnia robót.",
        ),
        OFFICE,
        NADRZECZE,
        MAYOR,
    ),
    Letter(
        "interpelacja-termin-otwarcia-kladki.pdf",
        "Jasnobrzeg, 3 sierpnia 2026 r.",
        "Interpelacja w sprawie terminu otwarcia kładki na Wierzbnicy",
        (
            "Szanowny Panie Prezydencie,",
            "proszę o odpowiedź, kiedy mieszkańcy będą mogli korzystać z kładki na Wierzbnicy i czy przewidziano "
            "objazd dla rowerów w czasie budowy. W budżecie na ten rok zapisano 4,2 mln zł, tymczasem do końca "
            "lipca wydano niespełna jedną trzecią tej kwoty.",
            "Proszę też o informację, czy umowa z wykonawcą przewiduje kary za opóźnienie i czy zostały naliczone.",
        ),
        ("Barbara Jaworska", "Radna Miasta Jasnobrzeg"),
        OFFICE,
        ("Barbara Jaworska",),
    ),
    Letter(
        "odpowiedz-na-interpelacje-kladka.pdf",
        "Jasnobrzeg, 17 sierpnia 2026 r.",
        "Odpowiedź na interpelację w sprawie terminu otwarcia kładki na Wierzbnicy",
        (
            "Szanowna Pani Radna,",
            "w odpowiedzi na interpelację z 3 sierpnia informuję, że zakończenie budowy kładki zaplanowano na 30 "
            "czerwca 2027 r. Opóźnienie wynika z wysokiego stanu wody w maju, który uniemożliwił palowanie.",
            "Umowa przewiduje karę w wysokości 0,1% wynagrodzenia za każdy dzień zwłoki z winy wykonawcy. Wysoki "
            "stan wody nie jest zwłoką zawinioną, dlatego kar nie naliczono.",
            "Objazd dla rowerów prowadzi przez most Młyński; oznakowanie ustawiono 4 sierpnia.",
        ),
        OFFICE,
        ("Pani Barbara Jaworska", "Radna Miasta Jasnobrzeg"),
        MAYOR,
        arms=True,
    ),
    Letter(
        "zarzadzenie-zespol-do-spraw-kladki.pdf",
        "z dnia 4 maja 2026 r.",
        "Zarządzenie nr 114/2026 Prezydenta Miasta Jasnobrzeg w sprawie powołania zespołu do spraw kładki na "
        "Wierzbnicy",
        (
            "§ 1. Powołuje się zespół zadaniowy do spraw kładki na Wierzbnicy, zwany dalej „zespołem”.",
            "§ 2. W skład zespołu wchodzą: zastępca prezydenta Ewa Sadowska – przewodnicząca, przedstawiciel "
            "Wydziału Inwestycji, przedstawiciel Kancelarii Prezydenta Miasta oraz przedstawiciel Rady Osiedla "
            "Nadrzecze.",
            "§ 3. Zespół opiniuje zmiany projektu, uzgadnia terminy robót z mieszkańcami i co miesiąc przedstawia "
            "Prezydentowi sprawozdanie.",
            "§ 4. Obsługę zespołu zapewnia Kancelaria Prezydenta Miasta.",
            "§ 5. Zarządzenie wchodzi w życie z dniem podpisania.",
        ),
        OFFICE,
        (),
        MAYOR,
        arms=True,
    ),
    Letter(
        "brief-lindenau-jugendaustausch.pdf",
        "Lindenau, den 14. September 2026",
        "Einladung zum Jugendaustausch im Frühjahr 2027",
        (
            "Sehr geehrter Herr Stadtpräsident,",
            "im Namen der Stadt Lindenau danke ich Ihnen herzlich für den freundlichen Empfang unserer Delegation "
            "in Jasnobrzeg. Besonders die Führung über die Baustelle der neuen Fußgängerbrücke hat uns "
            "beeindruckt.",
            "Gern möchten wir zwanzig Schülerinnen und Schüler der Grundschule Nr. 4 für eine Woche im April 2027 "
            "nach Lindenau einladen. Unterkunft und Verpflegung übernehmen die Gastfamilien, die Reisekosten "
            "teilen sich beide Städte.",
            "Wir bitten um eine Antwort bis Ende November, damit die Gastfamilien rechtzeitig planen können.",
        ),
        LINDENAU,
        ("Herrn Stadtpräsidenten Tadeusz Wierzbicki", "Jasnobrzeg"),
        ("Konrad Feldmann", "Bürgermeister"),
        "LI-10/2026",
        footer="Muster – frei erfundene Daten · Próbka – dane wymyślone",
    ),
    Letter(
        "tlumaczenie-listu-z-lindenau.docx",
        "Lindenau, 14 września 2026 r.",
        "Zaproszenie do wymiany młodzieży wiosną 2027 roku (tłumaczenie z niemieckiego)",
        (
            "Szanowny Panie Prezydencie,",
            "w imieniu miasta Lindenau serdecznie dziękuję za życzliwe przyjęcie naszej delegacji w Jasnobrzegu. "
            "Szczególne wrażenie zrobiło na nas zwiedzanie budowy nowej kładki dla pieszych.",
            "Chcielibyśmy zaprosić dwadzieścioro uczniów Szkoły Podstawowej nr 4 na tydzień do Lindenau, w "
            "kwietniu 2027 roku. Nocleg i wyżywienie zapewnią rodziny goszczące, a kosztami podróży podzielą się "
            "oba miasta.",
            "Prosimy o odpowiedź do końca listopada, aby rodziny goszczące mogły w porę zaplanować pobyt.",
            "Tłumaczyła z języka niemieckiego: Anna Brzoza, Kancelaria Prezydenta Miasta.",
        ),
        ("Miasto Lindenau", "Burmistrz"),
        ("Pan Prezydent Tadeusz Wierzbicki", "Jasnobrzeg"),
        ("Konrad Feldmann", "burmistrz"),
    ),
    Letter(
        "odpowiedz-do-lindenau.odt",
        "Jasnobrzeg, 12 października 2026 r.",
        "Odpowiedź na zaproszenie do wymiany młodzieży",
        (
            "Szanowny Panie Burmistrzu,",
            "dziękuję za zaproszenie naszej młodzieży do Lindenau. Z radością je przyjmujemy. Opiekunem grupy "
            "będzie dyrektorka Szkoły Podstawowej nr 4, pani Teresa Maj.",
            "Proponujemy termin od 12 do 18 kwietnia 2027 roku. Miasto Jasnobrzeg pokryje połowę kosztów "
            "przejazdu, zgodnie z umową o partnerstwie.",
        ),
        OFFICE,
        ("Pan Konrad Feldmann", "Burmistrz Lindenau"),
        MAYOR,
    ),
    Letter(
        "grusswort-orchester-lindenau.pdf",
        "Lindenau, den 2. November 2026",
        "Konzert des Jugendorchesters in der Adventszeit",
        (
            "Sehr geehrter Herr Stadtpräsident,",
            "unser Jugendorchester würde gern am dritten Adventssonntag auf dem Marktplatz in Jasnobrzeg spielen. "
            "Das Programm dauert etwa vierzig Minuten, die Anreise erfolgt mit dem Bus.",
            "Können Sie uns bitte mitteilen, ob eine Bühne und ein beheizter Raum für die Instrumente zur "
            "Verfügung stehen?",
        ),
        LINDENAU,
        ("Herrn Stadtpräsidenten Tadeusz Wierzbicki", "Jasnobrzeg"),
        ("Konrad Feldmann", "Bürgermeister"),
        footer="Muster – frei erfundene Daten · Próbka – dane wymyślone",
    ),
    Letter(
        "zaproszenie-sto-lat-zeglugi.pdf",
        "Jasnobrzeg, 10 listopada 2026 r.",
        "Zaproszenie na otwarcie wystawy „Sto lat żeglugi na Wierzbnicy”",
        (
            "Szanowny Panie Prezydencie,",
            "mam zaszczyt zaprosić na otwarcie wystawy „Sto lat żeglugi na Wierzbnicy”, które odbędzie się w "
            "Muzeum Rzeki, w piątek o godzinie 17.00. Pokażemy modele barek, dzienniki kapitanów i fotografie "
            "portu z lat dwudziestych.",
            "Będziemy wdzięczni za kilka słów powitania. Prosimy o potwierdzenie obecności do końca tygodnia.",
        ),
        ("Muzeum Rzeki w Jasnobrzegu", "bulwar Flisaków 2, 00-000 Jasnobrzeg"),
        OFFICE,
        ("Jerzy Kotwicki", "dyrektor Muzeum"),
        "MR.1.44.2026",
    ),
    Letter(
        "notatka-narada-kierownictwa.docx",
        "Jasnobrzeg, 9 listopada 2026 r.",
        "Notatka z narady kierownictwa",
        (
            "Obecni: prezydent Tadeusz Wierzbicki, zastępcy Ewa Sadowska i Piotr Zieliński, sekretarz miasta "
            "Tomasz Gałązka, skarbnik.",
            "1. Budżet na 2027 rok. Skarbnik przedstawiła projekt; dochody wyższe o 3,1%. Do piątku wydziały "
            "zgłoszą poprawki.",
            "2. Kładka na Wierzbnicy. Prezydent zdecydował o zastąpieniu schodów pochylnią. Wydział Inwestycji "
            "przygotuje aneks do umowy.",
            "3. Zimowe utrzymanie dróg. Umowy podpisane, dyżury od 15 listopada.",
            "4. Jarmark adwentowy. Wydział Kultury i Promocji sprawdzi możliwość występu orkiestry z Lindenau.",
        ),
        ("Kancelaria Prezydenta Miasta",),
        (),
        ("Sporządziła: Zofia Lipska",),
    ),
    Letter(
        "odpowiedz-informacja-publiczna.pdf",
        "Jasnobrzeg, 8 listopada 2024 r.",
        "Odpowiedź na wniosek o udostępnienie informacji publicznej",
        (
            "W odpowiedzi na wniosek z 21 października 2024 r. dotyczący konsultacji w sprawie kładki na "
            "Wierzbnicy przekazuję zestawienie uwag zgłoszonych przez mieszkańców.",
            "W konsultacjach wpłynęło 137 formularzy. Najczęściej poruszano oświetlenie dojścia (58 uwag), "
            "szerokość pasa dla rowerów (41 uwag) oraz dostęp do przystani (23 uwagi).",
            "Protokoły spotkań udostępniono w Biuletynie Informacji Publicznej.",
        ),
        OFFICE,
        ("Stowarzyszenie „Jawny Jasnobrzeg”",),
        ("z upoważnienia Prezydenta", "Tomasz Gałązka", "sekretarz miasta"),
        arms=True,
    ),
    Letter(
        "pomiary-halasu-mlynska.pdf",
        "Jasnobrzeg, 12 października 2026 r.",
        "Pomiary hałasu przy ulicy Młyńskiej, wrzesień 2026",
        (
            "Pomiary wykonano w trzech punktach przy ulicy Młyńskiej, w godzinach od 22.00 do 2.00, w cztery "
            "kolejne soboty września.",
            "Punkt 1 (Młyńska 4): średnio 58 dB. Punkt 2 (Młyńska 11): średnio 64 dB. Punkt 3 (podwórze Młyńska "
            "11a): średnio 61 dB. Dopuszczalny poziom w porze nocnej: 45 dB.",
        ),
        ("Wspólnota Mieszkaniowa Młyńska 11",),
        (),
        ("Zarząd Wspólnoty",),
    ),
    Letter(
        "pismo-straz-miejska-halas.docx",
        "Jasnobrzeg, 22 października 2026 r.",
        "Informacja o kontrolach przy ulicy Młyńskiej",
        (
            "Straż Miejska informuje, że od 1 do 20 października przeprowadziła przy ulicy Młyńskiej dziewięć "
            "kontroli w porze nocnej. W czterech przypadkach stwierdzono zakłócanie ciszy, nałożono trzy mandaty.",
            "Kontrole będą prowadzone do końca roku, w piątki i soboty.",
        ),
        ("Straż Miejska w Jasnobrzegu",),
        ("Kancelaria Prezydenta Miasta",),
        ("Dariusz Wilk", "komendant"),
    ),
    Letter(
        "program-swieta-miasta.docx",
        "Jasnobrzeg, 18 maja 2026 r.",
        "Program Święta Miasta, 13 czerwca 2026 r.",
        (
            "10.00 – otwarcie na rynku, przemówienie Prezydenta Miasta.",
            "11.00 – spływ flisacki z przystani do mostu Młyńskiego.",
            "13.00 – sadzenie drzew przy Szkole Podstawowej nr 4 z udziałem delegacji z Lindenau.",
            "16.00 – wręczenie nagród miasta.",
            "20.00 – koncert na bulwarze Flisaków.",
        ),
        ("Wydział Kultury i Promocji", "Urząd Miasta Jasnobrzeg"),
        (),
        ("Zatwierdziła: Ewa Sadowska", "zastępca prezydenta"),
    ),
    Letter(
        "wniosek-dyrektor-szkoly-drzewa.pdf",
        "Jasnobrzeg, 2 marca 2026 r.",
        "Wniosek o nasadzenia drzew przy Szkole Podstawowej nr 4",
        (
            "Szanowny Panie Prezydencie,",
            "proszę o posadzenie dwunastu lip wzdłuż ogrodzenia Szkoły Podstawowej nr 4. Latem boisko nie ma "
            "cienia, a w czerwcu temperatura nawierzchni przekraczała 50 stopni.",
            "Uczniowie i rodzice deklarują podlewanie drzew przez pierwsze dwa lata.",
        ),
        ("Szkoła Podstawowa nr 4", "ul. Lipowa 8, 00-000 Jasnobrzeg"),
        OFFICE,
        ("Teresa Maj", "dyrektorka szkoły"),
        "SP4.071.3.2026",
    ),
    Letter(
        "sprawozdanie-wizyta-lindenau-2014.pdf",
        "Jasnobrzeg, 20 listopada 2014 r.",
        "Sprawozdanie z wyjazdu delegacji miasta do Lindenau",
        (
            "Delegacja pod przewodnictwem Prezydenta Miasta przebywała w Lindenau od 12 do 15 listopada 2014 r.",
            "Omówiono wymianę szkolną, współpracę straży pożarnych i wspólny wniosek o dofinansowanie ścieżki "
            "rowerowej. Podpisano aneks do umowy o partnerstwie.",
        ),
        OFFICE,
        (),
        ("Sporządził: Tomasz Gałązka",),
    ),
    Letter(
        "decyzja-pomoc-po-wichurze-2019.pdf",
        "z dnia 3 września 2019 r.",
        "Decyzja nr 7/2019 Prezydenta Miasta w sprawie przyznania pomocy po wichurze",
        (
            "Po rozpatrzeniu wniosku mieszkanki ulicy Lipowej przyznaje się jednorazową pomoc w wysokości 6000 zł "
            "na naprawę dachu uszkodzonego podczas wichury z 12 sierpnia 2019 r.",
            "Uzasadnienie. Komisja potwierdziła uszkodzenie jednej trzeciej pokrycia dachu. Dom nie był "
            "ubezpieczony, a dochód rodziny nie przekracza progu określonego w uchwale Rady Miasta.",
            "Pouczenie. Od decyzji służy odwołanie w terminie 14 dni od dnia doręczenia.",
        ),
        OFFICE,
        (),
        MAYOR,
        arms=True,
    ),
    Letter(
        "przekazanie-wedlug-wlasciwosci-2021.pdf",
        "Jasnobrzeg, 14 kwietnia 2021 r.",
        "Przekazanie pisma według właściwości",
        (
            "Zgodnie z art. 65 § 1 Kodeksu postępowania administracyjnego przekazuję pismo w sprawie odśnieżania "
            "drogi Jasnobrzeg – Stare Łąki, która jest drogą powiatową.",
        ),
        OFFICE,
        ("Zarząd Powiatu",),
        ("z upoważnienia Prezydenta", "Tomasz Gałązka"),
        arms=True,
    ),
    Letter(
        "prosba-o-spotkanie-klub-seniora-2022.pdf",
        "Jasnobrzeg, 7 lutego 2022 r.",
        "Prośba o spotkanie z Klubem Seniora „Przystań”",
        (
            "Klub Seniora „Przystań” prosi o spotkanie z Panem Prezydentem. Chcemy porozmawiać o ławkach na "
            "bulwarze i o godzinach kursowania autobusu linii 3.",
        ),
        ("Klub Seniora „Przystań”", "bulwar Flisaków 7, 00-000 Jasnobrzeg"),
        OFFICE,
        ("Janina Kaczmarek", "przewodnicząca Klubu"),
    ),
    Letter(
        "zaproszenie-bal-2022.pdf",
        "Jasnobrzeg, 10 stycznia 2022 r.",
        "Zaproszenie na bal karnawałowy Związku Żeglarzy",
        (
            "Związek Żeglarzy Śródlądowych zaprasza na bal karnawałowy, 5 lutego 2022 r. o godzinie 19.00, w sali "
            "Przystani.",
        ),
        ("Związek Żeglarzy Śródlądowych",),
        OFFICE,
        ("Zarząd",),
    ),
    Letter(
        "prosba-mieszkanki-lawki-skan.jpg",
        "Jasnobrzeg, 5 listopada 2026 r.",
        "Prośba o naprawę ławek na bulwarze Flisaków",
        (
            "Szanowny Panie Prezydencie!",
            "Zwracam się z prośbą o naprawę trzech ławek na bulwarze Flisaków, między przystanią a mostem "
            "Młyńskim. Od sierpnia brakuje w nich desek i starsze osoby nie mają gdzie odpocząć.",
            "Proszę też o postawienie kosza na śmieci przy schodach.",
        ),
        ("Maria Szczepańska", "ul. Bulwarowa 3 m. 6"),
        OFFICE,
        ("M. Szczepańska",),
    ),
    Letter(
        "podanie-skan-2019.pdf",
        "Jasnobrzeg, 19 sierpnia 2019 r.",
        "Podanie o pomoc po wichurze",
        (
            "W nocy z 12 na 13 sierpnia wichura zerwała jedną trzecią dachu mojego domu przy ulicy Lipowej. Dom "
            "nie był ubezpieczony. Proszę o pomoc w zakupie dachówki przed zimą.",
            "Do podania dołączam kosztorys.",
        ),
        ("Krystyna Malinowska", "ul. Lipowa 21"),
        OFFICE,
        ("K. Malinowska",),
    ),
    Letter(
        "umowa-poufna-zaszyfrowana.pdf",
        "Jasnobrzeg, 3 listopada 2026 r.",
        "Oferta ubezpieczenia floty, do wiadomości skarbnika",
        ("Treść tego pliku jest chroniona hasłem, żeby było widać, jak system mówi o plikach, których nie odczyta.",),
        ("Towarzystwo Ubezpieczeń „Tratwa”",),
        OFFICE,
    ),
    Letter(
        "zalacznik-uszkodzony.pdf",
        "Jasnobrzeg, 4 listopada 2026 r.",
        "Załącznik przerwany podczas wysyłania",
        ("Ten plik urwano w połowie, żeby było widać, jak system mówi o plikach uszkodzonych.",) * 6,
        ("Biuro Projektów „Przęsło”",),
        OFFICE,
    ),
)
