"""What the factors of the model that ships are called, ask and mean, in English and Russian.

Anchors stand for 0, 3, 5, 8 and 10. Those of the measured factors say in words what the bands say in figures.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FactorTexts:
    name: str
    question: str
    anchors: tuple[str, str, str, str, str]


ENGLISH = {
    "potential": FactorTexts(
        "Purchase potential in three years",
        "How much of what we sell could this client buy a year in three years, from whomever? Think of their plans, "
        "their budget and their own market, not of our share today.",
        (
            "Nothing that we could sell, or they are closing down",
            "Small and shrinking, or bound to one supplier for years",
            "About as much as an average client of ours",
            "Several times an average client; a budget or a programme is named",
            "Among the largest buyers of the market, and their need grows",
        ),
    ),
    "turnover": FactorTexts(
        "Turnover with us",
        "What did we sell to the client in the year? Few clients make a third to a half of our turnover: losing one "
        "of them is felt.",
        (
            "An order now and then",
            "A small client",
            "A client of middle size",
            "A large client: losing it shows in our year",
            "Carries us: losing it changes our plans",
        ),
    ),
    "growth": FactorTexts(
        "Growth with us",
        "By how much did our turnover with the client grow against the year before? Growth pulls further sales.",
        (
            "Falls by more than a tenth a year",
            "Falls, or about to stand still",
            "Grows by up to a tenth a year",
            "Grows by a tenth to a fifth a year",
            "Grows by a fifth a year or more",
        ),
    ),
    "margin": FactorTexts(
        "Margin",
        "What share of the turnover stays with us? Stable profit is a ground for being key, turnover bought by "
        "discounts is none.",
        (
            "We pay for selling to them",
            "Thin: less than a tenth stays",
            "Usual: a tenth to a fifth stays",
            "Good: a fifth to three tenths stay",
            "Very good: three tenths or more stay",
        ),
    ),
    "fit": FactorTexts(
        "Willingness to be a partner",
        "Does the client want a lasting partnership and let itself be called key, share plans with us, keep its word "
        "and pay on time?",
        (
            "Refuses to be a key client, or breaks agreements",
            "Buys by the lowest price each time, keeps us at a distance",
            "Correct and reliable, but shares no plans",
            "Talks about plans and problems with us and agrees to be a key client",
            "Wants a lasting partnership: joint plans, people at all levels, commitments kept",
        ),
    ),
    "influence": FactorTexts(
        "Influence on the market and our reputation",
        "Do other clients follow this one, and what does its name among our references do for us?",
        (
            "Its name harms us",
            "Unknown beyond its town or trade",
            "Known in its trade; a usable reference",
            "A reference that opens doors; others ask what it buys",
            "The leader that sets the standard; others buy what it buys",
        ),
    ),
}

RUSSIAN = {
    "potential": FactorTexts(
        "Потенциал закупок через три года",
        "Сколько из того, что мы продаём, этот клиент мог бы покупать в год через три года — у кого угодно? Думайте о "
        "его планах, бюджете и рынке, а не о нашей нынешней доле.",
        (
            "Ничего из того, что мы можем продать, или клиент закрывается",
            "Мало и всё меньше, или на годы связан с одним поставщиком",
            "Примерно как наш средний клиент",
            "В несколько раз больше среднего клиента; есть бюджет или программа",
            "Один из крупнейших покупателей рынка, и его потребность растёт",
        ),
    ),
    "turnover": FactorTexts(
        "Наш оборот с клиентом",
        "На какую сумму мы продали клиенту за год? Немногие клиенты дают от трети до половины оборота: потеря такого "
        "клиента ощутима.",
        (
            "Заказ от случая к случаю",
            "Небольшой клиент",
            "Клиент средней величины",
            "Крупный клиент: его потеря видна в итогах года",
            "Держит нас на плаву: его потеря меняет наши планы",
        ),
    ),
    "growth": FactorTexts(
        "Рост нашего оборота",
        "Насколько наш оборот с клиентом вырос по сравнению с прошлым годом? Рост тянет за собой новые продажи.",
        (
            "Падает больше чем на десятую часть в год",
            "Падает или почти стоит на месте",
            "Растёт не более чем на десятую часть в год",
            "Растёт на десятую — пятую часть в год",
            "Растёт на пятую часть в год и больше",
        ),
    ),
    "margin": FactorTexts(
        "Маржа",
        "Какая доля оборота остаётся у нас? Устойчивая прибыль — основание считать клиента ключевым, оборот ценой "
        "скидок — нет.",
        (
            "Мы доплачиваем за продажи этому клиенту",
            "Тонкая: остаётся меньше десятой части",
            "Обычная: остаётся от десятой до пятой части",
            "Хорошая: остаётся от пятой части до трёх десятых",
            "Очень хорошая: остаётся три десятых и больше",
        ),
    ),
    "fit": FactorTexts(
        "Готовность к партнёрству",
        "Хочет ли клиент долгого партнёрства и согласен ли быть ключевым, делится ли планами, держит ли слово и платит "
        "ли вовремя?",
        (
            "Отказывается быть ключевым клиентом или нарушает договорённости",
            "Каждый раз выбирает по цене, держит нас на расстоянии",
            "Корректен и надёжен, но планами не делится",
            "Обсуждает с нами планы и проблемы и согласен быть ключевым клиентом",
            "Хочет долгого партнёрства: общие планы, связи на всех уровнях, обязательства выполняются",
        ),
    ),
    "influence": FactorTexts(
        "Влияние на рынок и на нашу репутацию",
        "Смотрят ли на этого клиента другие, и что даёт нам его имя среди наших клиентов?",
        (
            "Его имя нам вредит",
            "Неизвестен за пределами своего города или дела",
            "Известен в своей отрасли; на него можно сослаться",
            "Ссылка на него открывает двери; другие спрашивают, что он покупает",
            "Лидер, который задаёт стандарт: другие покупают то же, что он",
        ),
    ),
}

TEXTS = {"en": ENGLISH, "ru": RUSSIAN}
