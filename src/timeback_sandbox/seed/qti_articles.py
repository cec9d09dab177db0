"""Articles to read, by band of grades and unit: passages with a question on each, and a quiz on the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from timeback_sandbox.seed.qti_questions import rows

__all__ = ["ARTICLES", "Article", "Asked"]

Asked = tuple[str, ...]
"""A question, its right answer, and the wrong ones."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its key in identifiers, its title, passages each with its guiding question, and the quiz."""

    key: str
    title: str
    passages: tuple[tuple[str, Asked], ...]
    quiz: tuple[Asked, ...]


def article(key: str, title: str, text: str) -> Article:
    """An article of a text: passages with a question each, between blank lines; the last block is the quiz.

    Args:
        key: Stands for the article in identifiers.
        title: Of the article.
        text: Questions begin with `?`, and their answers are parted by `|`, the right one first.
    """
    passages: list[tuple[str, Asked]] = []
    quiz: tuple[Asked, ...] = ()
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines()]
        passage = " ".join(line for line in lines if line[0] not in "?|")
        asked = "\n".join(line.removeprefix("? ") for line in lines if line[0] in "?|")
        questions = tuple(tuple(row) for row in rows(asked))
        if passage:
            passages.append((passage, questions[0]))
        else:
            quiz = questions
    return Article(key, title, tuple(passages), quiz)


ARTICLES: Mapping[tuple[int, int], Article] = {
    (0, 1): article(
        "pip-and-the-kite",
        "Pip and the Kite",
        """
        Pip the mouse had a red kite. One windy day the string slipped out of his paws. Up went the kite, over the barn
        and over the pond, until it hung in the tall oak tree.
        ? Where did the kite stop? | in the oak tree | in the pond | on the barn | in Pip's paws

        Pip could not climb so high. He called to Jay, who sat on a branch. Jay took the string in her beak and flew
        down with it. "Thank you!" said Pip. "Tomorrow we will fly it together."
        ? Who helped Pip? | Jay the bird | a farmer | the wind | another mouse

        ? Why did Pip need help? | He could not climb so high. | He could not swim. | He was asleep. | He had no kite.
        ? What does Pip want to do tomorrow? | fly the kite with Jay | buy a new kite | cut the oak | stay at home
        """,
    ),
    (0, 2): article(
        "how-a-bean-grows",
        "How a Bean Grows",
        """
        A bean is a seed. Put it into wet soil, and it drinks until its skin splits. First a small root comes out and
        grows down. It holds the plant in place and takes up water.
        ? What comes out of the bean first? | a root | a leaf | a flower | a pod

        Next a stem grows up to the light and opens two leaves. The leaves make food from sunlight. After some weeks
        there are white flowers, and then long pods. There are new beans in each pod.
        ? What do the leaves do?
          | They make food from sunlight. | They drink from the soil.
          | They hold the plant in place. | They turn into pods.

        ? Which comes last? | pods with new beans | the root | two leaves | white flowers
        ? What does a bean need to start? | water | a pod | snow | leaves
        """,
    ),
    (1, 1): article(
        "the-lamp-at-gull-point",
        "The Lamp at Gull Point",
        """
        When the fog rolled in, Nora's grandfather was still out with the doctor's boat. The lamp at Gull Point had to
        be lit every evening, and only he had ever done it. Nora took the matches from their tin and counted the
        ninety-nine steps aloud, so that she would not hear her own heart.
        ? Why did Nora count aloud?
          | to forget her fear | to learn numbers | to call her grandfather | to wake the doctor

        The first match went out, and so did the second. Nora turned her back to the draft and cupped her hands. The
        third one caught. Far below, a horn answered the light with one long note. An hour later her grandfather stood
        in the door, wet to the skin and smiling. "I saw it," was all he said.
        ? What did the horn tell Nora?
          | The boat had seen the light. | The fog was gone. | The doctor was ill. | The lamp was broken.

        ? Which word describes Nora best? | determined | careless | jealous | lazy
        ? What is a lesson of this story?
          | One can act bravely in spite of fear. | Never play with matches.
          | Boats are dangerous. | Grandfathers know everything.
        """,
    ),
    (1, 2): article(
        "roads-made-of-water",
        "Roads Made of Water",
        """
        Two hundred years ago a wagon with a ton of flour needed four horses and a dry road. On a canal, one horse
        could pull a barge with thirty tons. It walked along the bank on a path, tied to the boat by a rope. Moving
        goods by water was slow, but it was cheap.
        ? Why were canals useful?
          | One horse could move very heavy loads. | Barges were faster than trains.
          | Horses like water. | Flour had to be kept wet.

        A canal is level, but land is not. Locks solve this problem. A boat enters a chamber between two gates. When
        the gates are closed, water runs in or out until the boat has risen or sunk to the next level. Then the gate
        ahead is opened, and the boat goes on its way.
        ? What is a lock for?
          | It lifts or lowers a boat. | It keeps thieves away. | It ties the boat to a horse. | It cleans the water.

        ? Which sentence gives the main idea?
          | Canals made it cheap to move goods. | Horses are strong. | All land is level. | Flour is heavy.
        ? What has to be closed before the water level in a lock can change?
          | the gates | the path | the barge | the road
        """,
    ),
    (2, 1): article(
        "the-second-violin",
        "The Second Violin",
        """
        For three years Imani had sat behind Theo, so close that she knew every scratch on the back of his chair. He
        played first violin; she played second. When the list for the spring concert was posted, her name stood above
        his. She read it four times. Then she walked home the long way, through the rain.
        ? What does the long way home suggest?
          | Imani has mixed feelings. | Imani has lost her way. | Imani likes rain best. | Imani is late for a lesson.

        At the next rehearsal Theo was there before her. He had moved his music to the stand behind. On hers lay a
        pencil, and in the margin of the solo he had marked the bowing that had taken him a winter to find. "Measure
        forty," he said. "Don't rush it. I always did."
        ? What do Theo's marks show?
          | He wants Imani to succeed. | He wants the solo back. | He cannot read music. | He is making fun of her.

        ? Which theme fits the story best?
          | Generosity can be harder than victory. | Practice is useless.
          | Rain brings bad luck. | Concerts are for winners.
        ? From which point of view is the story told?
          | third person, close to Imani | first person, by Imani | first person, by Theo | second person
        """,
    ),
    (2, 2): article(
        "why-cities-are-warmer",
        "Why Cities Are Warmer",
        """
        On a clear summer night the center of a city can be five degrees warmer than the fields around it. Asphalt and
        brick soak up sunlight by day and give the heat back after dark. Fields cool more quickly, since plants release
        water, and evaporation uses up heat.
        ? Why do fields cool more quickly?
          | Water from plants evaporates. | Fields get no sunlight.
          | Brick is colder than soil. | Wind never blows in cities.

        Cities have begun to fight back. Some paint roofs white, because light surfaces reflect sunlight. Others plant
        trees along streets: a large tree shades the pavement and evaporates hundreds of liters a day. Neither measure
        is free, and trees need years to grow, but both last.
        ? Why are roofs painted white?
          | White surfaces reflect sunlight. | White paint is free.
          | Trees prefer white roofs. | White roofs hold more water.

        ? What is the structure of this text?
          | a problem and its solutions | events in the order of time
          | a comparison of two authors | a set of instructions
        ? Which statement does the text support?
          | Materials influence the climate of a city. | Trees grow within a week.
          | Cities are colder at night. | All roofs should be removed.
        """,
    ),
    (3, 1): article(
        "the-clockmakers-apprentice",
        "The Clockmaker's Apprentice",
        """
        My master repaired the clocks of people who could not bear to be late, and he himself was never on time. "A
        clock," he would say, hunting for his spectacles, "is a promise that somebody else keeps for you." I was
        fourteen and believed that he was joking. I oiled the wheels and swept the filings, and I kept his promises for
        him.
        ? What is ironic about the master?
          | He repairs clocks and is always late. | He is a rich man. | He dislikes his apprentice. | He cannot see.

        The winter that he fell ill, the shop filled with clocks that nobody fetched. I wound them all, each at its own
        hour, until their ticking ran together like rain. When he asked, from behind the curtain, what time it was, I
        looked at forty faces, no two of which agreed, and told him that it was early.
        ? What does the apprentice's answer express?
          | the wish to give him hope | an error in counting | anger at the customers | pride in the clocks

        ? What do the clocks come to stand for?
          | the time that is left | wealth | the noise of a city | the cold of winter
        ? Which device is "their ticking ran together like rain"? | simile | allusion | oxymoron | irony
        """,
    ),
    (3, 2): article(
        "the-price-of-a-free-road",
        "The Price of a Free Road",
        """
        A new lane should make traffic flow. For a few months it usually does. Then drivers who used to take the train,
        or to leave an hour earlier, notice that the road is clear, and they return. Planners call this induced demand:
        when something costs less time, people use more of it.
        ? What is induced demand?
          | More use because a road has become quicker. | A tax on new lanes.
          | Traffic caused by accidents. | The wish of planners to build.

        Some cities have tried the opposite and charge for the busiest hours. Critics object that a fee weighs most on
        those who earn least and cannot choose their hours. Supporters answer that the money can pay for buses, which
        those people use more than anyone. Whether it does is a question of politics, not of roads.
        ? Which objection does the text mention?
          | Fees burden people with low incomes. | Buses are too loud.
          | Lanes are too narrow. | Planners cannot be trusted.

        ? How does the author treat the two sides?
          | Both are given a hearing. | Only the critics are quoted.
          | Only the supporters are quoted. | Neither is mentioned.
        ? What does the last sentence imply?
          | How the money is spent has to be decided by people. | Roads will solve the problem.
          | Fees should be forbidden. | Buses run without money.
        """,
    ),
}
"""By band (Kindergarten to 2, 3 to 5, 6 to 8, 9 to 12, counted from 0) and number of the unit."""
