"""Which column of a table holds what: headings in any case, order and spelling, in three languages.

The names on the left are Meeting Guide's (code4recovery/spec), and a few of ours: `week`, `duration`,
`fellowship`, `option`, `when` (day and time in one). Columns with contacts and contributions have no
name here, so they are never read.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Without accents, marks and spaces. The first that fits a heading takes it.
SPELLINGS = {
    "slug": "slug id meetingid uniqueid uid guid uuid gsonumber idbigint recordid rowid listingid"
    " meetingslug key meetingcode identificador committee worldid identifiant numero meetingguid",
    "name": "name meetingname groupname title meetingtitle nombre nombredelgrupo nombregrupo nom"
    " nomdugroupe nomgroupe group grupo meeting committeename listing nombredelareunion reunion"
    " nomdelareunion nombrereunion groupe meetinggroupname titulo titre",
    "day": "day weekday dayofweek dayno daynumber daynum dow dia diadelasemana diasemana jour"
    " jourdelasemana weekdaytinyint daysofweek days dias jours dayoftheweek dayname dayid"
    " weekdaynumber meetingday weekdayno isoweekday isoday weekdayname dayofmeeting diano",
    "time": "time starttime start begin begins timestart meetingtime starts hora horario horainicio"
    " horadeinicio inicio heure heuredebut heurededebut debut international time24 time24h"
    " starttime24 timeformatted startsat startat hour commence timeofday begintime comienzo horaire"
    " militarytime horacomienzo",
    "end_time": "endtime end timeend ends finish finishtime horafin horadefin horafinal fin"
    " heurefin heuredefin endsat until finishes stoptime termina horatermino",
    "duration": "duration durationtime length minutes lengthminutes durationminutes duracion duree"
    " durationmins durationmin lengthmins lasts durationhours dureemin durationinminutes",
    "when": "daytime dayandtime daytimes when schedule meetingtimes meetingdaytime diayhora cuando"
    " jouretheure horarios daystimes meetingschedule timeday quand diahora jourheure dayandtimes",
    "week": "week weeks weekofmonth weekinmonth frequency recurrence recurs occurrence occurs"
    " frecuencia frequence ordinal weeksofmonth monthly rrule repeat repeats semana semaine"
    " semanadelmes semainedumois howoften meetsonweeks interval whichweek pattern",
    "timezone": "timezone tz zone zonahoraria fuseauhoraire ianatimezone timezonename zona",
    "formatted_address": "formattedaddress fulladdress completeaddress wholeaddress postaladdress"
    " direccioncompleta adressecomplete addressfull googleaddress",
    "address": "address street streetaddress address1 addressline1 addr addr1 locationstreet"
    " direccion calle domicilio adresse rue add2 addressstreet line1 adresse1 direccion1 addressline"
    " ubicacion venueaddress meetingaddress locationaddress calleynumero physicaladdress",
    "address2": "address2 addressline2 addr2 line2 adresse2 colonia",
    "city": "city town suburb locality municipality locationmunicipality ciudad poblacion localidad"
    " ville commune localite posttown municipio citytown towncity suburbtown townsuburb"
    " cityortown village townorcity citysuburb suburbcity townorvillage",
    "state": "state province locationprovince stateprovince estado provincia st stateterritory"
    " entidad entidadfederativa territory stateprov prov provinceorstate administrativearea"
    " stateabbr stateorprovince etat locborough",
    "county": "county locationsubprovince condado comte departement countyname district",
    "postal_code": "postalcode zip zipcode postcode eircode cp codigopostal codepostal postalcode1"
    " locationpostalcode1 zippostal pcode postal zippostalcode postcodezip zippostcode codpostal"
    " postzip zip5 zipplus4",
    "country": "country nation locationnation pais pays countrycode countryname",
    "region": "region regions area zonearea areaname cityregion locationcitysubsection intergroup",
    "latitude": "latitude lat latitud geolat y gpslat maplat loclat latitudedecimal locationlat",
    "longitude": "longitude lon lng long longitud geolng geolon x gpslng gpslon maplng maplon"
    " locationlng locationlon geolong maplong gpslong",
    "coordinates": "coordinates latlng latlon latlong gps gpscoordinates geo coords coordenadas"
    " coordonnees position geolocation latitudelongitude point latitudlongitud coordinate",
    "approximate": "approximate approx aproximado approximatif isapproximate",
    "location": "location place venue venuename locationname building placename add1 locationtext lugar"
    " lieu sede recinto meetingplace buildingname site hall facility church locationvenue iglesia"
    " nomdulieu salle nombredellugar edificio centro meetinglocation venuelocation lieudereunion",
    "location_notes": "locationnotes locationinfo directions venuenotes accessnotes room"
    " indicaciones referencias notasdellugar locationdetails infosurlelieu locationcomments"
    " directionsnotes notasubicacion",
    "notes": "notes note comments comment description remarks notas observaciones remarques"
    " commentaires information info moreinfo meetingnotes details detalles meetinginfo comentarios"
    " additionalinfo additionalinformation extra meetingdetails descripcion othernotes"
    " about instructions specialinstructions notices",
    "group_notes": "groupnotes",
    "types": "types type meetingtypes meetingtype formats format tipo tipos formato formatos genre"
    " typedereunion meetingformat codes attributes features categories category tags openformat"
    " kind formule formatcodes typecodes categoria specialinterest tipodereunion formatkeys meetingformats"
    " typesofmeeting typeofmeeting meetingcodes focus audience caracteristicas typedegroupe",
    "open": "open openclosed openorclosed ismeetingopen openmeeting isopen abierta abiertacerrada"
    " ouvert ouverteoufermee closedopen abierto abiertocerrado ouvertferme openstatus isopenmeeting"
    " ouvertefermee ouvertoufermee",
    "closed": "closed closedmeeting isclosedmeeting cerrada ferme meetingclosed",
    "wheelchair": "wheelchair wheelchairaccess wheelchairaccessible accessible access handicap"
    " handicapaccessible ada accesible silladeruedas wheelchr disabledaccess accessibility"
    " accessiblefauteuil accesibilidad mobilityaccess haswheelchairaccess stepfreeaccess stepfree"
    " wheelchairaccessibility accesosilladeruedas accesibleensilladeruedas accesfauteuilroulant",
    "women": "women womensonly womenonly womens ladies mujeres femmes female femenino solomujeres",
    "men": "men mensonly menonly mens hombres hommes male solohombres",
    "lgbtq": "lgbt lgbtq lgbtqia lgbti gay gaylesbian lgbtplus lgbtqplus",
    "beginners": "beginners newcomers newcomer beginner principiantes debutants nuevos beginnersmeeting",
    "young-people": "youngpeople young youth jovenes jeunes ypaa youngpersons",
    "childcare": "childcare creche babysitting guarderia gardederie childminding kidscare",
    "asl": "asl signlanguage bsl auslan signed lenguajedesenas hearing",
    "spanish": "spanish espanol hispanic",
    "speaker": "speaker speakermeeting orador",
    "step": "step stepmeeting stepstudy pasos",
    "big-book": "bigbook bigbookstudy libroazul",
    "gender": "gender sex genero sexe",
    "language": "language languages idioma idiomas langue langues lang language1 lenguaje",
    "option": "attendanceoption attendance mode meetingmode venuetype onlineorinperson inpersonoronline"
    " modalidad modalite modality delivery deliverymode meetingvenue attendancetype format2"
    " onlineinperson inpersononline formatmode attendancemode howtoattend tipodeasistencia",
    "online": "online isonline virtual isvirtual zoommeeting onlinemeeting enlinea enligne",
    "hybrid": "hybrid ishybrid hibrida hybride",
    "conference_url": "conferenceurl onlineurl zoomurl zoomlink zoom onlinelink virtuallink joinurl"
    " meetingurl meetinglink virtualmeetinglink videolink videourl enlace enlacezoom ligazoom link"
    " lienzoom lien urlzoom onlinemeetinglink zoommeetinglink conferencelink virtualurl linkzoom"
    " joinlink join joinonline registerjoin joinmeeting"
    " videoconferenceurl onlinemeetingurl liendeconnexion enlacedeconexion liga",
    "conference_url_notes": "conferenceurlnotes zoompassword passcode password zoompasscode"
    " virtualmeetinginfo virtualmeetingadditionalinfo meetingpassword clave contrasena motdepasse"
    " zoompw pwd onlinenotes zoominfo onlineinfo virtualinfo onlinedetails zoomdetails",
    "zoom_id": "zoomid zoommeetingid zoomnumber idzoom zoommeetingnumber idreunion webinarid",
    "conference_phone": "conferencephone phonemeetingnumber dialin dialinnumber dialinphone"
    " conferencephonenumber teleconference conferencecall joinbyphone telephonemeeting onetap"
    " zoomphone callin callinnumber numeroconferencia phonebridge dialinnumbers marcacion"
    " phonemeeting dialintelephone phonein phoneinnumber telephoneconference telefonodeconferencia"
    " telefonoconferencia conferencetelephone callinphone phonedialin",
    "conference_phone_notes": "conferencephonenotes phonemeetingadditionalinfo accesscode dialincode"
    " dialinpin phonecode participantcode dialinnotes codigodeacceso conferencecode",
    "updated": "updated lastupdated modified lastmodified updatedat dateupdated lastchange"
    " actualizado datemodified modifiedat lastupdate misajour ultimaactualizacion lastedited"
    " lastverified dateofupdate lastedit",
    "fellowship": "fellowship program programme organization organisation confraternidad"
    " fraternite fraternity comunidad servicebody fellowshipname programa association fraternidad"
    " fellowshipcode",
    "group_id": "groupid groupnumber groupno grupoid gso gsoid numerodelgrupo",
}  # fmt: skip
_OF = {word: field for field, words in reversed(SPELLINGS.items()) for word in words.split()}
_COMMENT = re.compile(r"\(.*?\)|\[.*?\]")
_MARKS = re.compile(r"[^a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d{1,2}$)")
_PERSONAL = re.compile(
    r"\b(?:contact\w*|contacto|venmo|paypal|square|cashapp|donat\w*|treasurer|secretary|chair\w*|"
    r"gsr|email|e mail|correo|courriel|telefono|telephone|mobile|cell|author|sponsor|owner|editor|"
    r"responsable|respons\w* name|phone [123]|first name|last name|surname|apellido)\b"
)

# A telephone number under one of these is a meeting's, not somebody's.
_CONFERENCE = re.compile(r"conference|conferencia|\bdial|\bcall in\b|\bphone in\b")


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading as words: no case, accents, humps and marks.

    >>> plain("Código Postal"), plain("mDayNo"), plain("wheelchair_access ")
    ('codigo postal', 'm day no', 'wheelchair access')
    """
    bare = unicodedata.normalize("NFKD", _HUMP.sub(" ", heading.strip()))
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return _MARKS.sub(" ", letters.lower()).strip()


def fields_of(headings: Iterable[str]) -> list[str | None]:
    """For each heading the field it holds, or None.

    >>> fields_of(["mName", "mDayNo", "mTime", "mZip"])
    ['name', 'day', 'time', 'postal_code']
    """
    words = [_words(heading) for heading in headings]
    prefix = _shared_prefix(words)
    return [_field(one.removeprefix(prefix)) for one in words]


@lru_cache(maxsize=4096)
def _words(heading: str) -> str:
    """Without what stands in brackets, unless only that says what it is: `Teléfono (conferencia)`."""
    whole = plain(heading)
    return whole if whole.replace(" ", "") in _OF else plain(_COMMENT.sub(" ", heading)) or whole


def _shared_prefix(words: list[str]) -> str:
    """The first word, if it stands before every heading: m in mName and mDay, `meeting` and so on."""
    firsts = {one.split(" ", 1)[0] for one in words if one}
    alone = any(" " not in one for one in words)
    return f"{firsts.pop()} " if len(words) > 2 and len(firsts) == 1 and not alone else ""


def _field(words: str) -> str | None:
    if not words or is_personal(words):
        return None
    squeezed = words.replace(" ", "")
    if squeezed in _OF:
        return _OF[squeezed]
    for start in ("the ", "meeting ", "group ", "location ", "venue ", "address "):
        rest = words.removeprefix(start).replace(" ", "")
        if words.startswith(start) and rest in _OF:
            return _OF[rest]
    return None


def is_personal(words: str) -> bool:
    """True for a column about a person, or money for one: it is never read."""
    return bool(_PERSONAL.search(words)) and not _CONFERENCE.search(words)
