"""Facts of science, by band of grades and unit."""

from __future__ import annotations

from collections.abc import Mapping

from timeback_sandbox.seed.qti_questions import Pool

__all__ = ["SCIENCE"]

SCIENCE: Mapping[tuple[int, int], Pool] = {
    (0, 1): Pool(
        """
        a root | the part of a plant that drinks water from the soil
        a leaf | the flat green part of a plant that catches sunlight
        a seed | the small thing that a new plant grows from
        a nest | the home that a bird builds for its eggs
        a tadpole | a young frog that lives in water
        a caterpillar | a young butterfly that crawls and eats leaves
        a gill | the part of a fish that takes air out of the water
        a feather | what keeps a bird warm and helps it to fly
        a puppy | a young dog
        a cub | a young bear
        """,
        """
        Which of these does every animal need to live? | food and water | a collar | a cage | toys
        Which animal has six legs? | an ant | a cow | a spider | a snail
        Where would a polar bear feel at home? | on sea ice | in a hot desert | in a rain forest | in a cave of salt
        A plant stands in a dark closet for weeks. What will happen?
          | it will turn pale and weak | it will grow twice as fast | it will grow fruit | nothing will change
        """,
    ),
    (0, 2): Pool(
        """
        ice | water that has frozen hard
        steam | water that has become so hot that it floats in the air
        a magnet | a thing that pulls iron toward itself
        a shadow | the dark shape behind something that blocks light
        the Sun | the star that warms the Earth by day
        a push | a force that moves something away from you
        a pull | a force that moves something toward you
        an echo | a sound that comes back from a wall
        a ramp | a slope that makes it easier to move heavy things up
        a thermometer | a tool that shows how hot or cold it is
        """,
        """
        What happens to a snowman on a warm day? | it melts | it boils | it grows | it turns to stone
        Which of these will sink in water? | an iron nail | a cork | a dry twig | a beach ball
        How can you make the sound of a drum louder? | hit it harder | look at it | paint it red | hold it still
        When is your shadow the longest? | early in the morning | at noon | at night with no light | never
        """,
    ),
    (1, 1): Pool(
        """
        a herbivore | an animal that eats only plants
        a carnivore | an animal that eats only other animals
        an omnivore | an animal that eats both plants and animals
        a producer | a living thing that makes its own food from sunlight
        a decomposer | a living thing that breaks down what has died
        a habitat | the place where a plant or an animal naturally lives
        a food chain | a row that shows who is eaten by whom
        camouflage | a color or shape that makes an animal hard to see
        hibernation | a deep sleep through the winter
        a vertebrate | an animal with a backbone
        """,
        """
        A frog eats a grasshopper, and a snake eats the frog. What would happen first if all frogs died?
          | there would be more grasshoppers | there would be more snakes
          | the grass would grow taller | the snakes would eat grass
        Which of these is inherited and not learned?
          | the stripes of a zebra | the tricks of a dog | the song that a child sings | the way to a water hole
        A cactus has thick stems. How does that help it in the desert?
          | the stems store water | the stems make shade for roots | the stems scare off rain | the stems hold the sand
        Which change in a pond would harm fish most?
          | the water loses its oxygen | a leaf falls in | the sun comes out | a duck lands on it
        """,
    ),
    (1, 2): Pool(
        """
        melting | the change from a solid to a liquid
        freezing | the change from a liquid to a solid
        evaporation | the change from a liquid to a gas
        condensation | the change from a gas to a liquid
        a conductor | a material that electricity flows through easily
        an insulator | a material that electricity hardly flows through
        friction | a force that slows down things that rub against each other
        gravity | a force that pulls things toward the Earth
        mass | the amount of matter in an object
        a mixture | two or more materials put together that can be separated again
        """,
        """
        Salt is stirred into water until it cannot be seen. How can it be made visible again?
          | let the water evaporate | stir it faster | pour it through a sieve | add more water
        A ball rolls farther on ice than on grass. Why?
          | there is less friction on ice | ice is colder than the ball
          | grass is heavier than ice | gravity is weaker on ice
        Which of these changes makes a new substance? | a nail rusts | ice melts | paper is cut | sugar dissolves
        A circuit has a battery, a lamp and a gap in the wire. What closes the circuit best?
          | a copper coin | a rubber band | a wooden stick | a plastic spoon
        """,
    ),
    (2, 1): Pool(
        """
        the nucleus | the part of a cell that holds its genetic material
        a mitochondrion | the part of a cell that releases energy from food
        a chloroplast | the part of a plant cell in which photosynthesis happens
        the cell membrane | the layer that controls what enters and leaves a cell
        a tissue | a group of similar cells that work together
        an organ | a structure of several tissues with one task
        an ecosystem | all living and nonliving things of an area together
        a population | all members of one species in an area
        mutualism | a relationship that helps both species
        parasitism | a relationship that helps one species and harms the other
        """,
        """
        In pea plants, tall (T) is dominant over short (t). What share of the offspring of Tt and Tt will be short?
          | one quarter | none | one half | three quarters
        Which gas do plants take in during photosynthesis? | carbon dioxide | oxygen | nitrogen | hydrogen
        An owl population falls. What is the most likely first effect?
          | the number of mice rises | the number of mice falls | the plants grow faster | the owls lay fewer eggs each
        A red blood cell is put into pure water. What happens?
          | it swells because water moves in | it shrinks because water moves out | it divides | it makes sugar
        """,
    ),
    (2, 2): Pool(
        """
        a proton | a particle of the atomic nucleus with a positive charge
        an electron | a particle outside of the nucleus with a negative charge
        a neutron | a particle of the nucleus without a charge
        an element | a substance made of one kind of atom
        a compound | a substance of two or more elements in a fixed ratio
        density | the mass of a material per unit of volume
        speed | the distance traveled per unit of time
        kinetic energy | the energy that an object has because it moves
        potential energy | the energy that an object has because of its position
        conduction | the transfer of heat by direct contact
        """,
        """
        A car travels 150 km in 2.5 hours. What is its average speed? | 60 km/h | 75 km/h | 375 km/h | 62.5 km/h
        A cube of 8 cubic cm has a mass of 20 g. What is its density?
          | 2.5 g per cubic cm | 0.4 g per cubic cm | 160 g per cubic cm | 12 g per cubic cm
        Where does a swinging pendulum have the most kinetic energy?
          | at its lowest point | at its highest point | halfway up | nowhere, it is the same
        How many atoms are there in one molecule of water? | 3 | 2 | 1 | 4
        """,
    ),
    (3, 1): Pool(
        """
        mitosis | the division of a nucleus into two that are genetically the same
        meiosis | the division that makes cells with half the number of chromosomes
        an allele | one of several forms of a gene
        a genotype | the set of alleles that an organism has
        a phenotype | the traits of an organism that can be observed
        a mutation | a change in the sequence of DNA
        an enzyme | a protein that speeds up a reaction
        osmosis | the movement of water through a membrane
        natural selection | the process by which better adapted individuals leave more offspring
        a keystone species | a species that its ecosystem depends on more than its number suggests
        """,
        """
        A strand of DNA reads A T G C. What does the matching strand read? | T A C G | A T G C | U A C G | C G T A
        Which evidence shows best that two species have a common ancestor?
          | similar sequences of DNA | similar colors | living in the same lake | eating the same food
        In a food chain, grass holds 10,000 kJ. About how much of it reaches the animals that eat the grazers?
          | 100 kJ | 1,000 kJ | 10,000 kJ | 10 kJ
        Bacteria survive an antibiotic and multiply. What has happened?
          | resistant ones were selected | each one learned to resist | the drug made them larger | they became viruses
        """,
    ),
    (3, 2): Pool(
        """
        an ion | an atom or a group of atoms with an electric charge
        an isotope | a form of an element with another number of neutrons
        a covalent bond | a bond in which atoms share electrons
        an ionic bond | a bond between ions of opposite charge
        a catalyst | a substance that speeds up a reaction without being used up
        a mole | the amount of a substance with about 6.02 × 10²³ particles
        acceleration | the change of velocity per unit of time
        momentum | the product of mass and velocity
        work | the product of a force and the distance moved along it
        power | the energy transferred per unit of time
        """,
        """
        A force of 12 N acts on a mass of 3 kg. What is the acceleration? | 4 m/s² | 36 m/s² | 0.25 m/s² | 9 m/s²
        Which numbers balance the equation: __ H₂ + __ O₂ → __ H₂O? | 2, 1, 2 | 1, 1, 1 | 2, 2, 2 | 1, 2, 1
        What is the pH of a neutral solution at room temperature? | 7 | 0 | 14 | 1
        A wave has a frequency of 50 Hz and a wavelength of 4 m. How fast does it travel?
          | 200 m/s | 12.5 m/s | 54 m/s | 0.08 m/s
        """,
    ),
}
"""By band (Kindergarten to 2, 3 to 5, 6 to 8, 9 to 12, counted from 0) and number of the unit."""
