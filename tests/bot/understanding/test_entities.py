"""What customers name, said on Sunday, 22 November 2026; `→` what is found, nothing after it where nothing is."""

from __future__ import annotations

import re
import time
from datetime import date
from decimal import Decimal

import pytest

from bot.shop.demo import find_product
from bot.understanding.entities import Amount, Entity, find_entities
from bot.understanding.slots import find_slots
from locales import load_pack
from locales.pack import list_locales

TODAY = date(2026, 11, 22)

WHEN = {
    "ja-JP": """
昨日注文しました → date=2026-11-21
来週の月曜日に届けてもらえますか → date=2026-11-23
明後日の午後3時に配達してください → date=2026-11-24; time=15:00
十一月二十五日までにお願いします → date=2026-11-25
令和8年11月25日に購入しました → date=2026-11-25
令和8年に買ったものです → date=2026
１１／２５（水）に届く予定でした → date=2026-11-25
3日前に返品しました → date=2026-11-19
月曜に注文したのですが → date=2026-11-16
20日に発送と聞きました → date=2026-11-20
今晩9時以降は家にいます → date=2026-11-22; time=21:00
午前十時半でもいいですか → time=10:30
おとといの夜8時頃 → date=2026-11-20; time=20:00
二週間後でも構いません → date=2026-12-06
10/12に頼みました → date=2026-10-12
勝ち負けは五分五分です →
3時間待っています →
一時的に使えません →
""",
    "en-US": """
I ordered it yesterday → date=2026-11-21
can you deliver it the day after tomorrow at 3 pm? → date=2026-11-24; time=15:00
It should be here next Monday → date=2026-11-23
I bought it on Friday → date=2026-11-20
I need it by 10/12 → date=2026-10-12
the receipt says Nov. 25th, 2026 → date=2026-11-25
three days ago I sent it back → date=2026-11-19
in two weeks I am away → date=2026-12-06
is Wednesday, November 25 possible? → date=2026-11-25
anytime after 14:30 works → time=14:30
half past two would be fine → time=02:30
at noon tomorrow → date=2026-11-23; time=12:00
I may return it →
let's march on →
I sat on my glasses →
are you open 24/7? →
order A-1003 please →
it hasn't updated in four days →
""",
    "en-GB": """
it was due on 10/12 → date=2026-12-10
I paid on 25/11/2026 → date=2026-11-25
it came last Tuesday → date=2026-11-17
could you come Thursday week or next Thursday? → date=2026-11-26
the 25th of November, please → date=2026-11-25
on the 3rd, if possible → date=2026-12-03
the day before yesterday → date=2026-11-20
tonight at 7.30pm → date=2026-11-22; time=19:30
from 9 o'clock → time=09:00
quarter to five pm → time=16:45
a week ago → date=2026-11-15
Monday next week → date=2026-11-23
I may march on →
may I ask something? →
""",
    "de-DE": """
Ich habe gestern bestellt → date=2026-11-21
Kommt es nächsten Montag? → date=2026-11-23
Übermorgen bin ich nicht da → date=2026-11-24
uebermorgen waere gut → date=2026-11-24
Bitte am Mittwoch, den 25.11. liefern → date=2026-11-25
am 3. Dezember 2026 → date=2026-12-03
vor drei Tagen zurückgeschickt → date=2026-11-19
in einer Woche → date=2026-11-29
Geht es morgen um 15 Uhr 30? → date=2026-11-23; time=15:30
um halb drei → time=02:30
gegen 14.30 Uhr → time=14:30
letzten Freitag → date=2026-11-20
Am Dienstag bestellt, noch nichts da → date=2026-11-17
10/12 → date=2026-12-10
Guten Morgen, wo ist mein Paket? →
Das kostet 12.50 →
Innerhalb von 24 Stunden? →
""",
    "fr-FR": """
J'ai commandé hier → date=2026-11-21
Pouvez-vous livrer après-demain à 14h30 ? → date=2026-11-24; time=14:30
dans trois jours → date=2026-11-25
il y a une semaine → date=2026-11-15
mardi prochain si possible → date=2026-11-24
lundi dernier → date=2026-11-16
le 25 novembre 2026 → date=2026-11-25
le 1er decembre → date=2026-12-01
le mercredi 25/11 → date=2026-11-25
aujourd’hui avant midi → date=2026-11-22; time=12:00
à 8 heures du soir → time=20:00
vendredi de la semaine prochaine → date=2026-11-27
apres demain → date=2026-11-24
livraison en 24h ? →
cet après-midi → date=2026-11-22
le mariage est moitié-moitié →
""",
    "es-ES": """
Lo pedí ayer → date=2026-11-21
¿Puede llegar pasado mañana? → date=2026-11-24
el martes que viene → date=2026-11-24
el próximo miercoles → date=2026-11-25
hace tres días → date=2026-11-19
dentro de dos semanas → date=2026-12-06
el 25 de noviembre de 2026 → date=2026-11-25
antes del 3/12 → date=2026-12-03
mañana a las 5 de la tarde → date=2026-11-23; time=17:00
a las tres y media → time=03:30
anteayer por la noche → date=2026-11-20
Lo compré el jueves → date=2026-11-19
hoy al mediodía → date=2026-11-22; time=12:00
el lunes de la semana que viene → date=2026-11-23
Llamé por la mañana →
¿Abren 24/7? →
llegaron rotas las dos →
hasta las ocho → time=08:00
hace un año →
""",
    "es-MX": """
Lo pedí anoche → date=2026-11-21
pasado manana estoy en casa → date=2026-11-24
el lunes pasado → date=2026-11-16
este viernes → date=2026-11-27
en 3 días → date=2026-11-25
hace un mes → date=2026-10-22
25/11/2026 → date=2026-11-25
el día 30 → date=2026-11-30
a las 8 de la noche → time=20:00
a las 10:30 a. m. → time=10:30
cuarto para las 5 → time=04:45
antier → date=2026-11-20
el 12 de dic → date=2026-12-12
dura 24 horas →
mi pedido es A-1003 →
""",
    "it-IT": """
L'ho ordinato ieri → date=2026-11-21
Può arrivare dopodomani? → date=2026-11-24
lunedì prossimo → date=2026-11-23
giovedi scorso → date=2026-11-19
tre giorni fa → date=2026-11-19
tra due settimane → date=2026-12-06
il 25 novembre 2026 → date=2026-11-25
entro il 3/12 → date=2026-12-03
domani alle 15:30 → date=2026-11-23; time=15:30
alle 8 di sera → time=20:00
alle tre e mezza → time=03:30
l'altro ieri → date=2026-11-20
oggi a mezzogiorno → date=2026-11-22; time=12:00
mercoledì 25 novembre → date=2026-11-25
in 24 ore →
sono rotte le due →
il codice è A-1003 →
""",
    "pt-PT": """
Encomendei ontem → date=2026-11-21
depois de amanhã estou em casa → date=2026-11-24
na próxima segunda-feira → date=2026-11-23
na segunda → date=2026-11-23
há três dias → date=2026-11-19
daqui a duas semanas → date=2026-12-06
25 de novembro de 2026 → date=2026-11-25
até 3/12 → date=2026-12-03
amanhã às 15h30 → date=2026-11-23; time=15:30
às 8 da noite → time=20:00
às três e meia → time=03:30
anteontem → date=2026-11-20
hoje ao meio-dia → date=2026-11-22; time=12:00
quinta-feira passada → date=2026-11-19
é a segunda vez que escrevo →
queria uma segunda via →
as duas chegaram partidas →
vou a um quiosque →
até às 9 → time=09:00
""",
    "pt-BR": """
Pedi ontem à noite → date=2026-11-21
chega amanha? → date=2026-11-23
depois de amanhã → date=2026-11-24
sexta que vem → date=2026-11-27
comprei na terça → date=2026-11-17
2 semanas atrás → date=2026-11-08
em 5 dias → date=2026-11-27
dia 30 → date=2026-11-30
10/12/2026 → date=2026-12-10
às 14:30 → time=14:30
às 9 da manhã → time=09:00
antes do meio-dia → time=12:00
semana passada foi dia 16 de nov → date=2026-11-16
em 24 horas →
a segunda compra →
""",
    "nl-NL": """
Ik heb het gisteren besteld → date=2026-11-21
Kan het overmorgen? → date=2026-11-24
volgende maandag → date=2026-11-23
afgelopen vrijdag → date=2026-11-20
drie dagen geleden → date=2026-11-19
over twee weken → date=2026-12-06
op 25 november 2026 → date=2026-11-25
woensdag 25-11-2026 → date=2026-11-25
voor 3/12 → date=2026-12-03
morgen om 15 uur → date=2026-11-23; time=15:00
om half drie → time=02:30
rond 8 uur 's avonds → time=20:00
vanavond om 19.30 uur → date=2026-11-22; time=19:30
maandag van volgende week → date=2026-11-23
Goedemorgen, een vraag →
binnen 24 uur →
""",
    "id-ID": """
Saya pesan kemarin → date=2026-11-21
bisa dikirim besok lusa? → date=2026-11-24
lusa jam 3 sore → date=2026-11-24; time=15:00
Senin depan → date=2026-11-23
hari Jumat minggu depan → date=2026-11-27
3 hari yang lalu → date=2026-11-19
dua minggu lagi → date=2026-12-06
tanggal 25 November 2026 → date=2026-11-25
10/12 → date=2026-12-10
jam 11 siang → time=11:00
pukul 14.30 WIB → time=14:30
setengah tiga → time=02:30
jam 12 malam ini → date=2026-11-22; time=00:00
hari Minggu depan → date=2026-11-29
minggu lalu belum sampai →
buka 24 jam? →
""",
    "vi-VN": """
Em đặt hôm qua → date=2026-11-21
ngày mai giao được không? → date=2026-11-23
ngày kia em ở nhà → date=2026-11-24
thứ hai tuần sau → date=2026-11-23
thứ 4 tuần sau → date=2026-11-25
chủ nhật tới → date=2026-11-29
3 ngày trước → date=2026-11-19
hai tuần nữa → date=2026-12-06
ngày 25 tháng 11 năm 2026 → date=2026-11-25
trước ngày 3/12 → date=2026-12-03
3 giờ chiều mai → date=2026-11-23; time=15:00
14h30 → time=14:30
7 rưỡi tối → time=19:30
11 giờ trưa → time=11:00
giao trong 24h →
sản phẩm thứ 2 bị lỗi →
tên bị sai chính tả →
""",
    "th-TH": """
สั่งไปเมื่อวาน → date=2026-11-21
ส่งมะรืนนี้ได้ไหมคะ → date=2026-11-24
พรุ่งนี้บ่ายสามโมง → date=2026-11-23; time=15:00
วันจันทร์หน้า → date=2026-11-23
วันศุกร์ที่แล้ว → date=2026-11-20
3 วันที่แล้ว → date=2026-11-19
อีก ๒ สัปดาห์ → date=2026-12-06
วันที่ 25 พฤศจิกายน 2569 → date=2026-11-25
25/11/2569 → date=2026-11-25
๒๕ พ.ย. → date=2026-11-25
ตอนสองทุ่ม → time=20:00
เวลา 14.30 น. → time=14:30
ตีสอง → time=02:00
เมื่อวานซืน → date=2026-11-20
เที่ยงวันนี้ → date=2026-11-22; time=12:00
เปิด 24 ชั่วโมงไหม →
คุณจันทร์เพ็ญ →
""",
    "hi-IN": """
मैंने कल मँगाया था → date=2026-11-21
कल मिलेगा क्या → date=2026-11-23
परसों → date=2026-11-24; date=2026-11-20
परसों आया था → date=2026-11-20
आज शाम 5 बजे → date=2026-11-22; time=17:00
अगले सोमवार → date=2026-11-23
पिछले शुक्रवार → date=2026-11-20
तीन दिन पहले → date=2026-11-19
2 हफ़्ते बाद → date=2026-12-06
२५ नवंबर २०२६ → date=2026-11-25
25 नवम्बर को → date=2026-11-25
10/12 तक → date=2026-12-10
दोपहर ढाई बजे → time=14:30
रात 2 बजे → time=02:00
साढ़े पाँच बजे → time=05:30
पैसे कहाँ निकले →
24 घंटे खुला है →
""",
    "ko-KR": """
어제 주문했어요 → date=2026-11-21
내일모레 받을 수 있나요? → date=2026-11-24
다음 주 수요일에 배송해 주세요 → date=2026-11-25
다음주 금요일 오후 3시 → date=2026-11-27; time=15:00
지난주 월요일 → date=2026-11-09
3일 전에 반품했어요 → date=2026-11-19
2주 후에 → date=2026-12-06
2026년 11월 25일 → date=2026-11-25
11월 25일까지요 → date=2026-11-25
25일에 온다고 했는데 → date=2026-11-25
오늘 밤 9시 반 → date=2026-11-22; time=21:30
오전 열한 시 → time=11:00
14시 30분 → time=14:30
10/12 → date=2026-10-12
월요일에 주문했는데 → date=2026-11-16
2시간 기다렸어요 →
이 시스템은 어렵네요 →
""",
    "zh-CN": """
昨天下的单 → date=2026-11-21
下周三能到吗 → date=2026-11-25
大后天在家 → date=2026-11-25
明天下午两点半 → date=2026-11-23; time=14:30
3天前退的货 → date=2026-11-19
两周后出差 → date=2026-12-06
十一月二十五日之前 → date=2026-11-25
2026年11月25号 → date=2026-11-25
25号能到吗 → date=2026-11-25
今晚8点 → date=2026-11-22; time=20:00
晚上十二点 → time=00:00
10/12 → date=2026-10-12
上星期五买的 → date=2026-11-13
周一下了单 → date=2026-11-16
有一点问题 →
大一号就好了 →
24小时客服吗 →
""",
    "zh-TW": """
昨天訂的 → date=2026-11-21
大後天可以到嗎 → date=2026-11-25
下週三下午三點 → date=2026-11-25; time=15:00
下個星期一 → date=2026-11-23
兩天後 → date=2026-11-24
民國115年11月25日 → date=2026-11-25
11月25號 → date=2026-11-25
11/25(三) → date=2026-11-25
前天晚上9點 → date=2026-11-20; time=21:00
早上十點半 → time=10:30
中午11點 → time=11:00
明晚7點 → date=2026-11-23; time=19:00
１２月３日 → date=2026-12-03
有一點貴 →
24小時營業嗎 →
""",
    "ar-SA": """
طلبته أمس → date=2026-11-21
هل يصل غدًا؟ → date=2026-11-23
بعد غد من فضلك → date=2026-11-24
يوم الاثنين القادم → date=2026-11-23
الجمعة الماضي → date=2026-11-20
قبل ثلاثة أيام → date=2026-11-19
بعد أسبوعين → date=2026-12-06
٢٥ نوفمبر ٢٠٢٦ → date=2026-11-25
25 تشرين الثاني → date=2026-11-25
١٠/١٢ → date=2026-12-10
الساعة 3 مساءً → time=15:00
الساعة الثالثة والنصف → time=03:30
أول أمس → date=2026-11-20
مفتوح 24 ساعة؟ →
""",
}

OTHERS = {
    "ja-JP": """
¥3,000でした → amount=3000 JPY
3万5千円の商品 → amount=35000 JPY
二個ください → number=2
3つとも壊れていました → number=3
電話は03-1234-5678です → phone=+81312345678
Ａ－１００３のＭサイズ → order_id=A-1003; size=M
150-0001 東京都渋谷区神宮前1-2-3に送って → address=150-0001 東京都渋谷区神宮前1-2-3
横浜市西区みなとみらい2-3-1まで → address=横浜市西区みなとみらい2-3-1
郵便番号は150-0001です → postal_code=150-0001
taro@example.co.jpに送ってください → email=taro@example.co.jp
勝ち負けは五分五分です →
""",
    "en-US": """
I was charged $1,234.56 → amount=1234.56 USD
it cost 20 dollars → amount=20 USD
it cost 20 bucks → number=20
I bought two pairs → number=2
call me at (212) 555-0123 → phone=+12125550123
order A-1003, size M → order_id=A-1003; size=M
my zip code is 62704 → postal_code=62704
send it to 12 Main Street, Springfield, IL 62704 instead → address=12 Main Street, Springfield, IL 62704
jane.doe+shop@example.com is my mail → email=jane.doe+shop@example.com
I'm not sure it's mine →
2 items on the way → number=2
""",
    "en-GB": """
it was £19.99 → amount=19.99 GBP
20 euros → amount=20 EUR
ring me on 020 7946 0958 → phone=+442079460958
my postcode is SW1A 2AA → postal_code=SW1A 2AA
to 10 Downing Street, London SW1A 2AA please → address=10 Downing Street, London SW1A 2AA
a1003 in XL → order_id=A-1003; size=XL
joe@example.co.uk → email=joe@example.co.uk
I'm happy →
""",
    "de-DE": """
Es waren 1.234,56 € → amount=1234.56 EUR
20 Euro zu viel → amount=20 EUR
zwei Tassen fehlen → number=2
Rufen Sie an: 030 12345678 → phone=+493012345678
PLZ 12345 → postal_code=12345
an die Musterstraße 5, 12345 Berlin statt → address=Musterstraße 5, 12345 Berlin
Bestellung A-1003 in L → order_id=A-1003; size=L
max@example.de bitte → email=max@example.de
Ich warte seit Langem →
""",
    "fr-FR": """
J'ai payé 1 234,56 € → amount=1234.56 EUR
20 euros de trop → amount=20 EUR
deux paires → number=2
au 01 23 45 67 89 → phone=+33123456789
code postal 75002 → postal_code=75002
au 12 rue de la Paix, 75002 Paris → address=12 rue de la Paix, 75002 Paris
A-1003 en taille M → order_id=A-1003; size=M
Je suis M. Dupont →
L'article, c'est quoi →
""",
    "es-ES": """
Me cobraron 1.234,56 € → amount=1234.56 EUR
20 euros → amount=20 EUR
dos tazas rotas → number=2
llame al 912 345 678 → phone=+34912345678
código postal 28013 → postal_code=28013
a la calle Mayor 5, 28013 Madrid → address=calle Mayor 5, 28013 Madrid
A-1003 talla S → order_id=A-1003; size=S
soy Ana →
Sí, adelante →
""",
    "es-MX": """
Pagué $1,234.50 → amount=1234.5 MXN
500 pesos → amount=500 MXN
US$20 → amount=20 USD
al 55 1234 5678 → phone=+525512345678
Avenida Reforma 222, 06600 Ciudad de México → address=Avenida Reforma 222, 06600 Ciudad de México
pedido A-1003 → order_id=A-1003
ana@example.mx → email=ana@example.mx
""",
    "it-IT": """
Ho pagato € 1.234,56 → amount=1234.56 EUR
20 euro → amount=20 EUR
due tazze rotte → number=2
al 06 1234 5678 → phone=+390612345678
CAP 20121 → postal_code=20121
in via Roma 12, 20121 Milano → address=via Roma 12, 20121 Milano
A-1003 taglia XL → order_id=A-1003; size=XL
L'ordine →
""",
    "pt-PT": """
Paguei 1.234,56 € → amount=1234.56 EUR
20 euros → amount=20 EUR
duas canecas partidas → number=2
ligue 912 345 678 → phone=+351912345678
1100-048 é o meu código → postal_code=1100-048
para a Rua Augusta 123, 1100-048 Lisboa → address=Rua Augusta 123, 1100-048 Lisboa
A-1003 tamanho M → order_id=A-1003; size=M
""",
    "pt-BR": """
Paguei R$ 1.234,56 → amount=1234.56 BRL
50 reais → amount=50 BRL
ligue (11) 91234-5678 → phone=+5511912345678
CEP 01310-100 → postal_code=01310-100
Rua das Flores, 123, São Paulo, 01310-100 → address=Rua das Flores, 123, São Paulo, 01310-100
pedido a1003 → order_id=A-1003
na loja de rua têm as sapatilhas? →
obrigado →
""",
    "nl-NL": """
Ik betaalde € 1.234,56 → amount=1234.56 EUR
20 euro te veel → amount=20 EUR
twee stuks → number=2
bel 020 123 4567 → phone=+31201234567
mijn postcode is 1015 CN → postal_code=1015 CN
naar Keizersgracht 12, 1015 CN Amsterdam → address=Keizersgracht 12, 1015 CN Amsterdam
A-1003 in M → order_id=A-1003; size=M
""",
    "id-ID": """
Harganya Rp125.000 → amount=125000 IDR
125 ribu rupiah → amount=125000 IDR
dua buah rusak → number=2
hubungi 0812-3456-7890 → phone=+6281234567890
kode pos 12190 → postal_code=12190
ke Jl. Sudirman No. 5, Jakarta Selatan 12190 → address=Jl. Sudirman No. 5, Jakarta Selatan 12190
A-1003 ukuran L → order_id=A-1003; size=L
""",
    "vi-VN": """
Giá 125.000 ₫ → amount=125000 VND
500 nghìn đồng → amount=500000 VND
hai cái bị vỡ → number=2
gọi em 0912 345 678 → phone=+84912345678
số 12 đường Lê Lợi, phường Bến Nghé, quận 1 → address=số 12 đường Lê Lợi, phường Bến Nghé, quận 1
đơn A-1003 size M → order_id=A-1003; size=M
cảm ơn shop →
Làm sao để huỷ? Mất mấy ngày? →
""",
    "th-TH": """
ราคา ฿1,250 → amount=1250 THB
500 บาท → amount=500 THB
สองชิ้นแตก → number=2
โทร 081 234 5678 → phone=+66812345678
รหัสไปรษณีย์ 10110 → postal_code=10110
ส่งที่ 123/45 ถนนสุขุมวิท แขวงคลองเตย เขตคลองเตย กรุงเทพฯ 10110 → address=123/45 ถนนสุขุมวิท แขวงคลองเตย เขตคลองเตย กรุงเทพฯ 10110
๒ ใบ → number=2
""",
    "hi-IN": """
₹1,999 कट गए → amount=1999 INR
500 रुपये → amount=500 INR
1,23,456 रुपए → amount=123456 INR
दो पैकेट → number=2
फ़ोन 098765 43210 → phone=+919876543210
पिन कोड 110001 → postal_code=110001
12, गांधी रोड, दिल्ली 110001 → address=12, गांधी रोड, दिल्ली 110001
ऑर्डर A-1003 → order_id=A-1003
""",
    "ko-KR": """
₩12,000 결제했어요 → amount=12000 KRW
3만 5천원이에요 → amount=35000 KRW
두 개 주문했어요 → number=2
010-1234-5678로 전화 주세요 → phone=+821012345678
우편번호 06236 → postal_code=06236
서울시 강남구 테헤란로 123으로 보내 주세요 → address=서울시 강남구 테헤란로 123
A-1003 L사이즈 → order_id=A-1003; size=L
한 번 더요 →
""",
    "zh-CN": """
¥3,000 → amount=3000 CNY
一百二十元 → amount=120 CNY
两件坏了 → number=2
电话13812345678 →
手机+86 138 1234 5678 → phone=+8613812345678
邮编100022 → postal_code=100022
请改寄到北京市朝阳区建国路88号 → address=北京市朝阳区建国路88号
A-1003的M码 → order_id=A-1003; size=M
""",
    "zh-TW": """
NT$1,200 → amount=1200 TWD
500元 → amount=500 TWD
兩個破了 → number=2
打 02-2345-6789 → phone=+886223456789
寄到台北市信義區市府路45號 → address=台北市信義區市府路45號
郵遞區號110 → postal_code=110
A-1003 → order_id=A-1003
""",
    "ar-SA": """
دفعت 500 ريال → amount=500 SAR
دفعت 500 جنيه → amount=500 EGP
٣ قطع → number=3
ثلاث قطع → number=3
طلب A-1003 → order_id=A-1003
sara@example.com → email=sara@example.com
اتصل على 050 123 4567 → phone=+966501234567
12 شارع النيل، القاهرة → address=12 شارع النيل، القاهرة
""",
}


def shown(one: Entity) -> str:
    if isinstance(one.value, Amount):
        return f"{one.kind}={one.value.value.normalize():f} {one.value.currency}"
    value = f"{one.value.normalize():f}" if isinstance(one.value, Decimal) else one.value
    return f"{one.kind}={value}"


def rows(tables: dict[str, str]) -> list[tuple[str, str, set[str]]]:
    lines = [(tag, line) for tag, table in tables.items() for line in table.strip().splitlines()]
    parts = [(tag, *line.split("→")) for tag, line in lines]
    return [(tag, text.strip(), {one.strip() for one in wanted.split(";")} - {""}) for tag, text, wanted in parts]


def found(tag: str, text: str, kinds: str) -> set[str]:
    return {shown(one) for one in find_entities(text, load_pack(tag), TODAY) if re.fullmatch(kinds, one.kind)}


@pytest.mark.parametrize(("tag", "text", "wanted"), rows(WHEN))
def test_dates_and_times_as_customers_say_them(tag: str, text: str, wanted: set[str]) -> None:
    assert found(tag, text, "date|time") == wanted


@pytest.mark.parametrize(("tag", "text", "wanted"), rows(OTHERS))
def test_sums_contacts_and_places_as_customers_write_them(tag: str, text: str, wanted: set[str]) -> None:
    assert found(tag, text, "(?!date|time).*") == wanted


def test_every_locale_has_its_rows() -> None:
    for tables, least in ((WHEN, 12), (OTHERS, 6)):
        assert set(tables) == set(list_locales())
        assert {tag for tag, table in tables.items() if len(table.strip().splitlines()) < least} == set()


@pytest.mark.parametrize(("tag", "text", "wanted"), [*rows(WHEN), *rows(OTHERS)])
def test_spans_are_those_of_the_text_as_it_was_typed(tag: str, text: str, wanted: set[str]) -> None:
    for one in find_entities(text, load_pack(tag), TODAY):
        assert one.text == text[one.start : one.end] != ""


def test_spans_survive_characters_that_nfkc_makes_longer() -> None:
    (one,) = find_entities("㍿です。Ａ－１００３", load_pack("ja-JP"), TODAY)
    assert (one.value, one.start, one.text) == ("A-1003", 4, "Ａ－１００３")


def test_an_ambiguous_day_has_two_readings_over_the_same_words() -> None:
    one, other = find_entities("परसों", load_pack("hi-IN"), TODAY)
    assert (one.value, other.value) == ("2026-11-24", "2026-11-20")
    assert (one.start, one.end) == (other.start, other.end)


def test_next_friday_said_on_a_tuesday_has_two_readings() -> None:
    entities = find_entities("next Friday please", load_pack("en-GB"), date(2026, 11, 24))
    assert {one.value for one in entities} == {"2026-11-27", "2026-12-04"}


@pytest.mark.parametrize("text", ["", " ", "\n", "。", "🙂", "0" * 500, "一" * 500, "/" * 500, "12," * 200, "a@" * 200])
def test_odd_messages_are_read_in_no_time(text: str) -> None:
    started = time.perf_counter()
    for tag in ("ja-JP", "en-US", "th-TH"):
        find_entities(text, load_pack(tag), TODAY)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("en-US", "please send it to 12 Main St, Austin, TX 78701 instead", "12 Main St, Austin, TX 78701"),
        ("en-US", "send A-1003 to 5 Oak Road, please", "5 Oak Road"),
        ("de-DE", "Bitte an die Musterstraße 5, 12345 Berlin schicken", "Musterstraße 5, 12345 Berlin"),
        ("ja-JP", "届け先を東京都渋谷区神宮前1-2-3に変更したいです", "東京都渋谷区神宮前1-2-3"),
        ("zh-CN", "请改寄到北京市朝阳区建国路88号", "北京市朝阳区建国路88号"),
        ("de-DE", "Nicht Altweg 3, sondern Neuweg 5 bitte", "Neuweg 5"),  # taken back
        ("de-DE", "Von Altweg 3 auf Neuweg 5 bitte", None),  # which one? Asked
        ("en-US", "I want to change the address of A-1003", None),
    ],
)  # fmt: skip
def test_an_address_in_the_first_message_fills_its_slot(tag: str, text: str, value: str | None) -> None:
    assert find_slots(text, load_pack(tag), ("new_address",), find_product).get("new_address") == value
