/** Common English words of two to eight letters. */
export const words: readonly string[] = (
  'able about above accept across act action active actor actual add adult advice affair affect after again against age agency agent ago agree ' +
  'ahead aid aim air album all allow almost alone along already also alter always amount and anger angle animal answer any apart appeal appear ' +
  'apple apply april area argue arm army around arrive art article as ask assume at attack attempt attend aunt author autumn avoid awake award ' +
  'aware away axis baby back bad bag ball band bank bar base basic basis bath battle be beach bean bear beat beauty become bed before begin ' +
  'behind belief bell belong below bend benefit best better between beyond big bike bill bird birth bit bite black blame blind block blood blow ' +
  'blue board boat body bomb bond bone book border born both bottle bottom bowl box boy brain branch brave bread break breath brick bridge brief ' +
  'bright bring broad brother brown brush build burn bus busy but butter button buy by cake call calm camera camp can cap captain car card care ' +
  'carry case cash cat catch cause cell center central chain chair chance change charge cheap check cheese chest chicken chief child choice ' +
  'choose church circle city claim class clean clear clever climb clock close cloth cloud club coach coal coast coat code coffee coin cold ' +
  'collect college color column combine come comfort common company compare cook cool copper copy corn corner correct cost cotton could count ' +
  'country couple course court cover cow crack craft crash cream create credit crew crime crop cross crowd crown cry culture cup current curve ' +
  'custom cut cycle daily damage dance danger dark data date day dead deal dear death debate debt decade decide deep deer defend degree delay ' +
  'deliver demand deny depend depth desert design desire desk detail develop device die differ dig dinner direct dirty discuss disease dish ' +
  'divide do doctor dog dollar door double doubt down draft drama draw dream dress drink drive drop dry due during dust duty each ear early earn ' +
  'earth ease east easy eat economy edge edit effect effort egg eight either elect element eleven else empire employ empty end enemy energy ' +
  'engine enjoy enough enter entire entry equal error escape essay estate even evening event ever every evil exact example except excuse exist ' +
  'exit expand expect expert explain express extend extra eye face fact factor factory fail fair faith fall family famous far farm fast father ' +
  'fault favor fear feature feed feel fellow few field fight figure file fill film final find fine finger finish fire firm first fish fit five ' +
  'fix flag flat flight floor flow flower fly focus follow food foot for force foreign forest forget form fortune forward found four frame free ' +
  'fresh friend from front fruit fuel full fun fund future gain game garden gas gate gather general gentle gift girl give glad glass global go ' +
  'goal god gold good govern grade grain grand grant grass gray great green ground group grow growth guard guess guest guide guilty gun habit ' +
  'hair half hall hand hang happen happy harbor hard harm hat hate have he head health hear heart heat heavy height hello help here hero hide ' +
  'high hill him hire history hit hold hole holiday holy home honest honor hope horse host hot hotel hour house how huge human hundred hunt ' +
  'hurry hurt husband ice idea ideal if ill image impact improve in inch include income indeed index industry inform injury inner inside intend ' +
  'into invest invite iron island issue it item job join joint joke journey joy judge juice jump june junior just keep key kick kid kill kind ' +
  'king kitchen knee knife knock know label labor lack lady lake land language large last late laugh launch law lawyer lay lead leader leaf ' +
  'league learn least leather leave left leg legal lesson let letter level library lie life lift light like limit line link lion lip list listen ' +
  'little live loan local lock long look loose lose loss lost lot loud love low luck lunch machine magic mail main major make male man manage ' +
  'many map march mark market marry mass master match matter may maybe me meal mean measure meat media medical meet member memory mental mention ' +
  'menu metal method middle might mile milk mind mine minor minute mirror miss mistake mix mobile model modern moment money month mood moon moral ' +
  'more morning most mother motion motor mount mouse mouth move movie much murder muscle museum music must my name narrow nation native nature ' +
  'near neck need nerve net never new news next nice night nine no nobody noise none normal north nose not note nothing notice novel now number ' +
  'nurse object observe obvious occur ocean odd of off offer office officer often oil old on once one onion only open opinion oppose option or ' +
  'orange order organ origin other our out outer oven over owe own owner pack page pain paint pair palace pale paper parent park part partner ' +
  'party pass past path patient pattern pause pay peace pen people pepper per perfect perhaps period permit person phone photo phrase piano pick ' +
  'picture piece pig pilot pink pipe place plan plane plant plate play player please plenty plus pocket poem poet point police policy polite ' +
  'poor popular port post pot potato pound power praise pray prefer present press pretty prevent price pride prince print prison prize problem ' +
  'process produce profit project promise proof proper protect proud prove provide public pull purple purpose push put quality quarter queen ' +
  'quick quiet quite race radio rail rain raise range rapid rare rate rather raw reach react read ready real reason receive record red reduce ' +
  'refer reflect reform refuse region regret regular reject relate relax release rely remain remark remind remove rent repair repeat replace ' +
  'reply report request rescue rest result return reveal review reward rice rich ride right ring rise risk river road rock role roll roof room ' +
  'root rope rough round route row royal rule run rural rush sad safe sail salad salary sale salt same sample sand save say scale scene school ' +
  'science score screen sea search season seat second secret section see seed seek seem sell send senior sense series serve service set settle ' +
  'seven shade shadow shake shape share sharp she sheep sheet shelf shell shift shine ship shirt shock shoe shoot shop shore short shot should ' +
  'shout show shut sick side sign signal silent silver simple since sing single sister sit six size skill skin sky sleep slice slip slow small ' +
  'smart smell smile smoke smooth snake snow so soap social soft soil soldier some son song soon sorry sort soul sound soup source south space ' +
  'speak special speed spell spend spirit split sport spot spread spring square stable staff stage stair stamp stand star start state station ' +
  'status stay steal steam steel step stick still stock stomach stone stop store storm story street stress strike string strong student study ' +
  'style subject succeed such sudden suffer sugar suit summer sun supper supply support sure surface survey sweet swim symbol system table tail ' +
  'take talent talk tall tank tape target task taste tax tea teach team tear tell temple ten tend term test text than thank that the theme then ' +
  'theory there they thick thin thing think third this thought threat three throat through throw thus ticket tie tiger tight time tiny tip tire ' +
  'title to today toe tomato tone tongue too tool tooth top topic total touch tough tour toward tower town track trade train travel treat tree ' +
  'trend trial tribe trick trip trouble truck true trust truth try tube tune turn twelve twenty twice twin two type ugly unable uncle under union ' +
  'unique unit unite unity until up update upon upper urban urge us use useful usual vacation valley value variety vary vast very victim video ' +
  'view village virtue visit visual vital voice volume vote wage wait wake walk wall want war warm warn wash waste watch water wave way we weak ' +
  'wealth weapon wear weather wedding week weight welcome well west wet what wheel when where which while white who whole why wide wife wild will ' +
  'win wind window wine wing winner winter wire wise wish with witness woman wonder wood word work world worry worth wound wrap write wrong yard ' +
  'year yellow yes yet you young your youth zero zone'
).split(' ');
