"""How the REST side says no: Twilio's code, its HTTP status and a sentence."""

from collections.abc import Mapping

from service.errors import PorchlightError

# code: (HTTP status, message). Codes from Twilio's error dictionary, sentences our own.
REFUSALS = {
    20001: (400, "A parameter is missing or can't be used"),
    20003: (401, "Authenticate"),
    20009: (409, "The message has not been sent yet"),
    20404: (404, "The requested resource was not found"),
    20405: (405, "This resource does not take that method"),
    20429: (429, "Too many requests at once; this one was not processed"),
    20500: (500, "Something went wrong inside"),
    20503: (503, "The service is not available just now"),
    21201: (400, "A 'To' number is required"),
    21205: (400, "A Url or Twiml is required, and a Url must be a whole one"),
    21210: (400, "The 'From' number is none of this account's"),
    21211: (400, "The 'To' number is not a valid phone number"),
    21212: (400, "The 'From' number is not a valid phone number"),
    21213: (400, "A 'From' number is required"),
    21214: (400, "The 'To' number cannot be reached"),
    21215: (400, "This account may not call the 'To' number"),
    21216: (400, "This account may not call the 'To' number because it is blocked"),
    21217: (400, "The 'To' number does not appear to be valid"),
    21220: (400, "The call is not in a state in which that can be done"),
    21266: (400, "'To' and 'From' are the same number"),
    21408: (400, "This account may not text the region of the 'To' number"),
    21602: (400, "A message body or media is required"),
    21603: (400, "A 'From' number or a messaging service is required"),
    21604: (400, "A 'To' number is required"),
    21606: (400, "The 'From' number is none of this account's text numbers"),
    21609: (400, "The status callback is not a valid URL"),
    21610: (400, "The recipient has opted out of messages from this sender"),
    21611: (400, "The queue of the 'From' number is full"),
    21612: (400, "The 'To' number cannot be reached by text from this 'From' number"),
    21614: (400, "The 'To' number is not a mobile number"),
    21617: (400, "The message body is longer than 1600 characters"),
    21620: (400, "A media URL is not valid"),
    21635: (400, "The 'To' number is a landline"),
    21701: (400, "There is no such messaging service"),
    22005: (400, "The queue of calls is full"),
    30409: (409, "The message is not in a state in which that can be done"),
    32018: (400, "The TwiML is longer than 4000 characters"),
    35111: (400, "A scheduled message needs SendAt"),
    35115: (400, "SendAt must lie between 300 seconds and 35 days ahead"),
    35118: (400, "Only a messaging service can schedule"),
    35126: (400, "ScheduleType must be fixed"),
}


class ApiRefusal(PorchlightError):
    """A request the carrier does not do. `code` is one of REFUSALS."""

    def __init__(self, code: int, headers: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.status, self.message = REFUSALS[code]
        self.headers = dict(headers or {})
        super().__init__(self.message)

    def to_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
