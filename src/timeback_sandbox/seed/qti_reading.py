"""Words about language and literature, and short passages, by band of grades and unit."""

from __future__ import annotations

from collections.abc import Mapping

from timeback_sandbox.seed.qti_questions import Pool

__all__ = ["READING"]

READING: Mapping[tuple[int, int], Pool] = {
    (0, 1): Pool(
        """
        a rhyme | a pair of words that end with the same sound
        a title | the name of a story or a book
        an author | the person who writes a story
        an illustrator | the person who draws the pictures of a book
        a character | a person or an animal in a story
        the setting | the place and time of a story
        a poem | a text in short lines that often rhymes
        a fairy tale | a story with magic that often begins with "Once upon a time"
        the ending | the last part of a story
        a chapter | one of the parts that a long book is divided into
        """,
        """
        "Mia pulled her hat over her ears. Her breath made little clouds." How is the weather?
          | cold | hot | rainy | foggy and warm
        Which word rhymes with "night"? | light | neat | net | nine
        "Tom looked at his empty bowl and licked his lips." How does Tom feel?
          | He wants more. | He is afraid. | He is angry. | He is asleep.
        Which word is left when you take the first sound from "slip"? | lip | sip | slap | clip
        """,
    ),
    (0, 2): Pool(
        """
        a fact | something that is true and can be checked
        a label | a word that names a part of a picture
        a list | words written below each other, such as things to buy
        a recipe | a text that tells how to cook something
        a question mark | the sign at the end of a sentence that asks something
        a period | the dot at the end of a sentence that tells something
        a capital letter | what a name begins with
        a page number | what tells you where you are in a book
        a cover | the outside of a book
        a sentence | a group of words that tells a complete thought
        """,
        """
        "Bees visit flowers. They carry pollen from one to the next." What is this text about?
          | what bees do | how to plant flowers | why bees sting | where honey is sold
        Which sentence is a question? | Where is my boot? | My boot is wet. | Look at my boot! | I lost a boot.
        "First wash the apple. Next cut it." What comes first?
          | washing the apple | cutting the apple | eating the apple | buying the apple
        Which word means the opposite of "full"? | empty | heavy | fat | round
        """,
    ),
    (1, 1): Pool(
        """
        a narrator | the voice that tells a story
        a plot | the chain of events in a story
        a conflict | the problem that the characters of a story face
        a simile | a comparison that uses "like" or "as"
        a metaphor | a comparison that says one thing is another
        personification | the use of human actions for a thing or an animal
        alliteration | the same first sound in several words of a line
        a stanza | a group of lines in a poem
        a fable | a short story, often about animals, with a lesson
        dialogue | the words that characters say to each other
        """,
        """
        "The wind whispered through the pines." Which device is used? | personification | a simile | a rhyme | a fact
        "Ana put the last coin back into the jar and closed the lid. One more week." What is Ana doing?
          | She is saving money. | She is buying a jar. | She is counting days of rain. | She is hiding from a friend.
        "I walked on, though my knees shook." From which point of view is this told?
          | first person | second person | third person | no person
        "Leo grinned, but his hands would not stop trembling." What does the sentence suggest?
          | Leo hides that he is nervous. | Leo is very cold. | Leo is telling a joke. | Leo dislikes his friends.
        """,
    ),
    (1, 2): Pool(
        """
        the main idea | what a text is mostly about
        a detail | a piece of information that supports the main idea
        a heading | the line that names what a part of a text is about
        a glossary | the list at the end of a book that explains words
        an index | the list at the end of a book that gives pages for topics
        a caption | the line that explains a picture
        an opinion | what somebody thinks and others may see differently
        a cause | the reason why something happens
        an effect | what happens because of something else
        a summary | a short text that tells the most important points
        """,
        """
        Which sentence is an opinion?
          | Otters are the funniest animals. | Otters eat fish. | Otters have thick fur. | Otters live beside water.
        "The bridge was closed, so the bus took the long road." What was the effect?
          | the bus took the long road | the bridge was closed | the bus was full | the road was short
        What does the prefix of "preheat" mean? | before | again | not | too much
        "The arid plain had seen no rain for a year." What does "arid" mean?
          | very dry | very wide | very cold | very green
        """,
    ),
    (2, 1): Pool(
        """
        the theme | the message about life in a work of literature
        foreshadowing | a hint at what will happen later in a story
        a flashback | a scene from an earlier time than the story
        irony | a contrast between what is expected and what happens
        a protagonist | the main character of a story
        an antagonist | the character or force that opposes the main character
        the climax | the turning point of a story
        the mood | the feeling that a text creates in its reader
        imagery | language that appeals to the senses
        a symbol | an object that stands for an idea
        """,
        """
        "Of course the fire station burned down." Which device is used?
          | irony | alliteration | a flashback | a simile
        "The old clock ticked louder than ever, and nobody spoke." Which mood is created?
          | tension | joy | boredom of a holiday | pride
        "He guarded the letter as if it were made of glass." What does the comparison show?
          | the letter is precious to him | the letter is transparent | he is a glazier | the letter is heavy
        A story is told by one character as "I". What can that narrator not know for sure?
          | what others think | what he himself feels | where he stands | what he has seen
        """,
    ),
    (2, 2): Pool(
        """
        a claim | the statement that an argument tries to prove
        evidence | the facts and examples that support a statement
        a counterargument | the view of the other side in a debate
        bias | a leaning toward one side that is not fair
        a thesis | the sentence that states the main point of an essay
        an inference | a conclusion drawn from hints in a text
        the tone | the attitude of a writer toward the subject
        a citation | a note that says where information comes from
        a transition | a word or phrase that connects ideas
        a paraphrase | the same idea in one's own words
        """,
        """
        Which source would be the most reliable for the depth of a lake?
          | a report of the geological survey | a postcard | an advertisement of a hotel | a novel
        "Everybody is buying these shoes, so they must be good." What is wrong with this argument?
          | popularity proves no quality | it has no subject | it is too long | it names no color
        Which transition introduces a contrast? | however | therefore | in addition | for example
        "The mayor merely repeated his tired promises." Which word shows the writer's bias most?
          | tired | mayor | repeated | promises
        """,
    ),
    (3, 1): Pool(
        """
        a soliloquy | a speech in which a character alone on stage thinks aloud
        an allusion | an indirect reference to a person, event or other work
        an oxymoron | a phrase that joins two contradictory words
        hyperbole | an exaggeration that is not meant literally
        a sonnet | a poem of fourteen lines in a fixed form
        blank verse | unrhymed lines of iambic pentameter
        an archetype | a pattern of character or story found across cultures
        satire | the use of humor to criticize
        an epic | a long poem about the deeds of a hero
        a tragic flaw | the weakness that leads a hero to ruin
        """,
        """
        "Deafening silence" is an example of which device? | oxymoron | simile | onomatopoeia | alliteration
        A narrator claims to be calm while his sentences grow short and broken. What kind of narrator is he?
          | unreliable | omniscient | objective | absent
        How many syllables has a line of iambic pentameter? | 10 | 5 | 14 | 8
        "She has the patience of Job." What kind of device is this? | allusion | irony | personification | rhyme
        """,
    ),
    (3, 2): Pool(
        """
        ethos | an appeal to the credibility of the speaker
        pathos | an appeal to the feelings of the audience
        logos | an appeal to reason and evidence
        a premise | a statement that a conclusion is built on
        a fallacy | an error in reasoning
        an analogy | a comparison that explains one thing by another
        rhetoric | the art of persuasion
        a concession | the admission that the other side is right on a point
        connotation | the feelings that a word carries beyond its definition
        denotation | the literal definition of a word
        """,
        """
        "As a nurse for thirty years, I have seen what rest can do." Which appeal opens this sentence?
          | ethos | pathos | logos | a straw man
        "Either we ban all cars, or the city will die." Which fallacy is this?
          | a false choice | a personal attack | a circular argument | a hasty generalization
        Which word has the most negative connotation? | scheme | plan | project | idea
        "Two of the three students I met like it, so most students do." What is wrong with this reasoning?
          | the sample is too small | the numbers do not add up | it attacks a person | it repeats the claim
        """,
    ),
}
"""By band (Kindergarten to 2, 3 to 5, 6 to 8, 9 to 12, counted from 0) and number of the unit."""
