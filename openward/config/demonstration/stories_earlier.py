# ruff: noqa: E501 -- what people say is one line, so that it can be read as one

"""What people told Riverbend in its first weeks of asking, a year ago. Every word of it is invented."""

from openward.config.demonstration.voices import Voice

EARLIER = (
    Voice(363, "patient", "My appointment was at 9.40. I was called at 11.15. {DELAY:In all that time nobody came out to say what was going on.} I did not dare go to the toilet in case they called my name.", "The doctor said sorry as soon as I sat down.", "Tell us. Even “we do not know yet” would help.", ("ignored", "worried"), email=True),
    Voice(362, "carer", "I bring my husband, who has dementia. {WAIT:We sat for two hours} and {DELAY:the screen still showed the morning’s times.} He got more and more frightened.", "", "A quiet corner, and somebody who says how long it will be.", ("upset",), email=True),
    Voice(361, "patient", "{DELAY:The board said the clinic was on time. It was an hour and a half late.} People laughed about it, but it is not funny when your parking runs out.", "{KIND:The nurse who took my blood pressure was lovely.}", "Change the board when things change.", ("angry",)),
    Voice(360, "patient", "I came for my results. {WAIT:The wait was seventy minutes} and I spent it thinking the worst. {DELAY:If someone had told me the doctor was at an emergency I would have understood.}", "{KIND:When I was seen I had all the time I needed.}", "", ("worried",), email=True),
    Voice(358, "family", "My mother uses a wheelchair and there was nowhere to put it but the doorway. {DELAY:We asked twice how long it would be and both times were told “soon”.} Soon was an hour.", "", "{ROOM:Space for wheelchairs, please.}", ("ignored",)),
    Voice(357, "patient", "I took half a day off work. {WAIT:I needed three quarters of it.} {DELAY:Had I known, I could have gone back and returned.}", "The check itself was quick and thorough.", "Send a text when clinics run late.", ("angry",), email=True),
    Voice(355, "patient", "{LETTER:The letter came two days after the appointment.} I rang and {PHONE:hung on for forty minutes} to be told I had missed it.", "", "Letters that arrive before the day.", ("upset", "angry"), email=True),
    Voice(354, "advocate", "I went with a lady who is deaf. {DELAY:Names are called out from behind a door. She would never have known it was her turn}, and neither would I if I had been looking at my phone.", "A receptionist wrote things down for her. That was kind.", "Show names or numbers as well as calling them.", ("ignored",), helper="An advocate wrote this down"),
    Voice(352, "patient", "Late again, third time running. {DELAY:Never an explanation.} You feel like a parcel.", "", "", ("ignored", "angry")),
    Voice(351, "carer", "{ROOM:The chairs are too low for my dad’s new hip.} He stood for most of an hour. {DELAY:No one could tell us where we were in the queue.}", "{KIND:A volunteer found him a higher chair in the end.}", "", ("worried",), email=True),
    Voice(349, "patient", "{DELAY:The lady at the desk said she is not told either.} I felt sorry for her. She gets all the cross words.", "", "Tell the desk first, then us.", ("listened_to",)),
    Voice(347, "patient", "I have diabetes and have to eat at set times. {DELAY:I asked if I had time to get a sandwich. She did not know.} I went, and of course I was called.", "They fitted me in again straight away.", "", ("worried",), email=True),
    Voice(345, "family", "My son is six. {WAIT:An hour and fifty minutes} in a room with one broken toy. {DELAY:We were never told why.}", "The doctor got down on the floor to talk to him. {KIND:He still talks about her.}", "Some books?", ("grateful", "upset")),
    Voice(343, "patient", "{LETTER:Two letters on the same day, with two different times.} {PHONE:The number on the letter rang out.} I came for the earlier one and waited for the later one.", "", "", ("confused",), email=True),
    Voice(341, "patient", "Good care once I was in. Before that, {DELAY:ninety minutes of not knowing.} That is what I told people about at home.", "", "", ("worried",)),
    Voice(339, "staff", "I work in this clinic. {DELAY:We often know by ten that we will run late, and we have no way of telling forty people in the waiting room} except one by one. We would like to.", "", "A board we can change ourselves.", ("confused",)),
    Voice(336, "patient", "{WAIT:Waited from two until gone four.} {DELAY:When I asked, I was told to sit down.} I am seventy-eight. I know how to sit down.", "", "", ("angry",), email=True),
    Voice(334, "patient", "The new doctor was running late because she took her time with everybody. I do not mind that. {DELAY:I mind not being told.}", "{KIND:She took her time with me too.}", "", ("grateful",)),
    Voice(331, "carer", "{ACCESS:We asked for an interpreter and none came.} My neighbour translated by phone. {DELAY:We also did not understand why others went in before us.}", "", "Say how the order works.", ("confused", "worried"), email=True, helper="A friend typed this for me"),
    Voice(328, "patient", "{DELAY:Nobody said a word for an hour, and then somebody said the doctor had gone home ill.} Why not say so at the start?", "", "", ("angry",)),
    Voice(325, "patient", "{PARK:Parking was £9.60 because the clinic ran late.} {DELAY:If I had known I would have taken the bus.}", "", "A stamp for the car park when it is your delay.", ("angry",), email=True),
    Voice(322, "patient", "I was early, they were late, we met in the middle two hours on. {DELAY:A word would have been nice.}", "Tea trolley! Bless her.", "", ("ignored",)),
    Voice(318, "family", "{LETTER:My father’s letter went to his old address, again.} We changed it in March, in May and in July.", "", "", ("angry", "confused"), email=True),
    Voice(314, "patient", "{DELAY:The delay was written on a scrap of paper taped to the desk.} It was a start. At least somebody had thought of us.", "", "Make it bigger and keep it up to date.", ("reassured",)),
)  # fmt: skip
