"""Facts of social studies, by band of grades and unit."""

from __future__ import annotations

from collections.abc import Mapping

from timeback_sandbox.seed.qti_questions import Pool

__all__ = ["SOCIAL_STUDIES"]

SOCIAL_STUDIES: Mapping[tuple[int, int], Pool] = {
    (0, 1): Pool(
        """
        a map | a drawing of a place as seen from above
        a globe | a model of the Earth in the shape of a ball
        a neighbor | a person who lives near you
        a mayor | the person who leads a town
        a firefighter | the person who puts out fires
        a farmer | the person who grows food on a field
        a rule | something that tells us what we may and may not do
        a city | a place where very many people live close together
        an island | land with water all around it
        a mountain | land that rises very high
        """,
        """
        Why do we stop at a red light?
          | so that everybody stays safe | because red is pretty | to save fuel | to look at the map
        Which of these is a need and not a want? | a home | a kite | a candy bar | a video game
        Which direction does the top of most maps show? | north | south | east | west
        Two children want the same swing. What is the fair thing to do? | take turns | push | hide the swing | shout
        """,
    ),
    (0, 2): Pool(
        """
        the past | the time that is over
        the future | the time that is still to come
        a calendar | a list of the days and months of a year
        a holiday | a day on which something important is remembered
        a grandparent | the mother or father of your mother or father
        a museum | a building where old and rare things are shown
        a tradition | something that a family does again and again over many years
        a flag | a piece of cloth that stands for a country
        a candle | what people used for light before there were lamps
        a wagon | what people traveled in before there were cars
        """,
        """
        Which of these came first? | the horse cart | the airplane | the car | the rocket
        How could you learn what school was like for your grandmother?
          | ask her | guess | look out of the window | read a cookbook
        Which of these belongs to long ago and not to today?
          | washing clothes in a river by hand | riding a bus | reading a book | going to school
        In which order do these come?
          | yesterday, today, tomorrow | today, yesterday, tomorrow
          | tomorrow, today, yesterday | today, tomorrow, yesterday
        """,
    ),
    (1, 1): Pool(
        """
        a continent | one of the seven very large areas of land
        the equator | the line around the middle of the Earth
        a peninsula | land with water on three sides
        a map legend | the box that explains the symbols of a map
        a map scale | the line that shows how distances on a map compare to real ones
        a natural resource | something useful that is found in nature
        an export | a product that is sold to another country
        an import | a product that is bought from another country
        a budget | a plan for spending and saving money
        a government | the group of people who run a country or a state
        """,
        """
        One inch on a map stands for 50 miles. Two towns are 3 inches apart. How far is that?
          | 150 miles | 53 miles | 50 miles | 15 miles
        Why did many early towns grow beside rivers?
          | rivers gave water and a way to travel | rivers kept the air dry | nobody owned boats | rivers never flood
        What usually happens to the price of oranges after a frost destroys many of them?
          | it rises | it falls | it stays the same | oranges become free
        Which branch of the U.S. government makes the laws?
          | the legislative branch | the executive branch | the judicial branch | the army
        """,
    ),
    (1, 2): Pool(
        """
        a colony | a settlement ruled by a faraway country
        a pioneer | a person who is among the first to settle in an area
        an immigrant | a person who comes to live in a new country
        an artifact | an object that people of the past made and used
        a primary source | a record made by somebody who was there
        a timeline | a line that shows events in their order
        a century | a period of one hundred years
        a decade | a period of ten years
        a treaty | a written agreement between nations
        a constitution | the highest set of laws of a country
        """,
        """
        Which of these is a primary source about a voyage?
          | the captain's own diary | a film made a century later | a textbook | a song about the sea
        In which century was the year 1776? | the 18th | the 17th | the 16th | the 19th
        Why did the American colonists protest against British taxes?
          | they had no vote in Parliament | they wanted higher taxes
          | they had no money at all | the taxes were paid by the king
        How did the railroad across North America change travel in 1869?
          | it took days instead of months | it took longer than before | it stopped all trade | it was used by ships
        """,
    ),
    (2, 1): Pool(
        """
        latitude | the distance north or south of the equator in degrees
        longitude | the distance east or west of the prime meridian in degrees
        climate | the usual weather of a place over many years
        migration | the movement of people from one area to another
        urbanization | the growth of cities as people move into them
        irrigation | the supply of water to fields by people
        a delta | the land that a river builds up at its mouth
        a plateau | a high and mostly flat area of land
        population density | the number of people per unit of area
        a democracy | a form of government in which the people hold the power
        """,
        """
        A region has 4,000 people on 80 square miles. What is its population density?
          | 50 per square mile | 320 per square mile | 20 per square mile | 3,920 per square mile
        Why is the western side of a mountain range often wet and the eastern side dry?
          | air drops its rain as it rises over the range | rivers flow uphill
          | the sun shines only in the east | trees drink the clouds
        Which of these pushes people to leave a country? | a long drought | good schools | many jobs | free land
        What do the Nile, the Indus and the Tigris have in common?
          | early civilizations grew beside them | they flow into the Pacific
          | they are in Europe | they freeze every winter
        """,
    ),
    (2, 2): Pool(
        """
        feudalism | a system in which land was given in return for service
        a monarchy | a form of government with a king or a queen
        a republic | a state whose citizens elect who governs
        an empire | many lands and peoples under one ruler
        the Silk Road | the network of trade routes between China and the Mediterranean
        the Renaissance | the rebirth of art and learning that began in Italy
        the printing press | the machine that made books cheap in the fifteenth century
        a pharaoh | a ruler of ancient Egypt
        a city-state | a city that governs itself and the land around it
        an aqueduct | a channel that carried water into Roman cities
        """,
        """
        Why did the printing press spread new ideas so quickly?
          | many copies could be made at low cost | it could translate books
          | it was owned by every farmer | it replaced schools
        Which document of 1215 said that even the king of England has to obey the law?
          | Magna Carta | the Bill of Rights | the Code of Hammurabi | the Edict of Nantes
        How did the plague of the fourteenth century change the life of many workers in Europe?
          | their labor became scarce and worth more | they all became knights
          | they moved to America | they lost all their rights
        What did the Roman Republic and the United States both build into their governments?
          | powers divided among several bodies | a king for life | rule by priests | no written laws
        """,
    ),
    (3, 1): Pool(
        """
        scarcity | the lack of enough resources for all wants
        opportunity cost | the value of the best alternative that is given up
        inflation | a general rise of prices
        supply | the amount that sellers offer at each price
        demand | the amount that buyers want at each price
        federalism | the division of power between a nation and its states
        judicial review | the power of courts to declare laws unconstitutional
        a veto | the refusal of a president to sign a bill
        globalization | the growing connection of economies and cultures around the world
        a census | an official count of a population
        """,
        """
        The price of a product rises. What usually happens to the quantity that buyers want?
          | it falls | it rises | it doubles | it does not change
        A bill has been vetoed. How can Congress still make it a law?
          | by two thirds of both houses | by a simple vote of one house | by asking the states | it cannot
        Which amendment protects the freedom of speech? | the First | the Second | the Fifth | the Tenth
        A student gives up a job at $60 to see a $20 concert. What does the concert cost in all?
          | $80 | $20 | $40 | $60
        """,
    ),
    (3, 2): Pool(
        """
        industrialization | the change from making goods by hand to making them in factories
        nationalism | the belief that a people with a common culture should have its own state
        imperialism | the policy of ruling over other lands
        an armistice | an agreement to stop fighting
        isolationism | the policy of staying out of the affairs of other nations
        containment | the policy of keeping communism from spreading
        the Enlightenment | the movement that trusted in reason and natural rights
        Reconstruction | the period after the American Civil War
        the Great Depression | the economic crisis that began in 1929
        the New Deal | the set of programs with which Roosevelt fought unemployment
        """,
        """
        Which event came first?
          | the fall of the Bastille | the Congress of Vienna | the First World War | the opening of the Suez Canal
        What did the Nineteenth Amendment change in the United States?
          | women gained the right to vote | slavery was ended | alcohol was banned | the income tax began
        Why did factories of the eighteenth century stand beside rivers?
          | flowing water drove their machines | rivers were free of tax
          | workers lived on boats | steel was made of water
        Which conclusion follows best from two opposed eyewitness reports of one event?
          | each source has to be compared with others | both are false
          | the longer one is true | the event did not happen
        """,
    ),
}
"""By band (Kindergarten to 2, 3 to 5, 6 to 8, 9 to 12, counted from 0) and number of the unit."""
