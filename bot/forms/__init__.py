"""Dialogues as declared forms: what is asked, how an answer is read, what happens at the end.

A form lives in `contact.dialogue`, committed with the turn, so it survives restarts and meets a
redelivery with the stored reply. At any question the customer may cancel (「算了」), go back
(「上一步」), skip what is optional (「跳过」), or ask for something else, which is answered
before the question comes again. After `DIALOGUE_MINUTES` it ends; a customer who comes back within
a day with nothing else in mind is asked where it stopped.
"""

from bot.forms.declared import Data, Prompt, Read, Slot
from bot.forms.form import Form
from bot.forms.mounting import mount

__all__ = ["Data", "Form", "Prompt", "Read", "Slot", "mount"]
