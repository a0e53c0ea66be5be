// Made by e2e/configurations/make-tables.ts from the list of Apache httpd 2.4.71 with Debian's modules. Do not edit.

/** The version that the table is of. */
export const apacheTableVersion = '2.4.71';

/** `name:place`: `a` anywhere, `o` outside of <Directory> and <Location>, `d` only inside of them. */
export const apacheDirectiveTable = `
acceptfilter:o acceptpathinfo:a accessfilename:o action:a addalt:a addaltbyencoding:a addaltbytype:a
addcharset:a adddefaultcharset:a adddescription:a addencoding:a addhandler:a addicon:a addiconbyencoding:a
addiconbytype:a addinputfilter:a addlanguage:a addmoduleinfo:o addoutputfilter:a addoutputfilterbytype:a
addtype:a alias:a aliasmatch:o aliaspreservepath:a allow:d allowconnect:o allowencodedslashes:o
allowmethods:d allowoverride:d allowoverridelist:d anonymous:d anonymous_logemail:d
anonymous_mustgiveemail:d anonymous_nouserid:d anonymous_verifyemail:d asyncrequestworkerfactor:o
authbasicauthoritative:d authbasicfake:d authbasicprovider:d authbasicusedigestalgorithm:d
authdbduserpwquery:d authdbduserrealmquery:d authdbmgroupfile:d authdbmtype:d authdbmuserfile:d
authdigestalgorithm:d authdigestdomain:d authdigestnccheck:d authdigestnoncelifetime:d authdigestprovider:d
authdigestqop:d authdigestshmemsize:o authformauthoritative:d authformbody:d authformdisablenostore:d
authformfakebasicauth:d authformlocation:d authformloginrequiredlocation:d authformloginsuccesslocation:d
authformlogoutlocation:d authformmethod:d authformmimetype:d authformpassword:d authformprovider:d
authformsitepassphrase:d authformsize:d authformusername:d authgroupfile:d authldapauthorizeprefix:d
authldapbindauthoritative:d authldapbinddn:d authldapbindpassword:d authldapcharsetconfig:o
authldapcompareasuser:d authldapcomparednonserver:d authldapdereferencealiases:d authldapgroupattribute:d
authldapgroupattributeisdn:d authldapinitialbindasuser:d authldapinitialbindpattern:d
authldapmaxsubgroupdepth:d authldapremoteuserattribute:d authldapremoteuserisdn:d authldapsearchasuser:d
authldapsubgroupattribute:d authldapsubgroupclass:d authmerging:d authname:d authncachecontext:d
authncacheenable:o authncacheprovidefor:d authncachesocache:o authncachetimeout:d authnprovideralias:o
authtype:d authuserfile:d authzdbdlogintoreferer:d authzdbdquery:d authzdbdredirectquery:d authzdbmtype:d
authzprovideralias:o authzsendforbiddenonfailure:d balancergrowth:o balancerinherit:o balancermember:a
balancerpersist:o brotlialteretag:o brotlicompressionmaxinputblock:o brotlicompressionquality:o
brotlicompressionwindow:o brotlifilternote:o browsermatch:a browsermatchnocase:a bufferedlogs:o buffersize:d
cachedefaultexpire:a cachedetailheader:a cachedirlength:o cachedirlevels:o cachedisable:a cacheenable:a
cachefile:o cacheheader:a cacheignorecachecontrol:o cacheignoreheaders:o cacheignorenolastmod:a
cacheignorequerystring:o cacheignoreurlsessionidentifiers:o cachekeybaseurl:o cachelastmodifiedfactor:a
cachelock:o cachelockmaxage:o cachelockpath:o cachemaxexpire:a cachemaxfilesize:a cacheminexpire:a
cacheminfilesize:a cachenegotiateddocs:o cachequickhandler:o cachereadsize:a cachereadtime:a cacheroot:o
cachesocache:o cachesocachemaxsize:a cachesocachemaxtime:a cachesocachemintime:a cachesocachereadsize:a
cachesocachereadtime:a cachestaleonerror:a cachestoreexpired:a cachestorenostore:a cachestoreprivate:a
casefilter:o casefilterin:o cgidscripttimeout:a cgipassauth:d cgivar:a charsetdefault:a charsetoptions:a
charsetsourceenc:a checkbasenamematch:a checkcaseonly:a checkspelling:a chrootdir:o contentdigest:a
cookiedomain:a cookieexpires:a cookiehttponly:a cookiename:a cookiesamesite:a cookiesecure:a cookiestyle:a
cookietracking:a coredumpdirectory:o customlog:o dav:d davbasepath:d davdepthinfinity:a davgenericlockdb:d
davlockdb:o davlockdiscovery:a davmintimeout:a dbdexptime:o dbdinitsql:o dbdkeep:o dbdmax:o dbdmin:o
dbdparams:o dbdpersist:o dbdpreparesql:o dbdriver:o defaulticon:a defaultlanguage:a defaultruntimedir:o
defaulttype:a define:a deflatealteretag:o deflatebuffersize:o deflatecompressionlevel:o deflatefilternote:o
deflateinflatelimitrequestbody:a deflateinflateratioburst:a deflateinflateratiolimit:a deflatememlevel:o
deflatewindowsize:o deny:d directory:o directorycheckhandler:a directoryindex:a directoryindexredirect:a
directorymatch:o directoryslash:a documentroot:o dumpioinput:o dumpiooutput:o else:a elseif:a enablemmap:a
enablesendfile:a error:a errordocument:a errorlog:o errorlogformat:o expiresactive:a expiresbytype:a
expiresdefault:a extendedstatus:o extfilterdefine:o extfilteroptions:d fallbackresource:a fancyindexing:a
fileetag:a files:a filesmatch:a filterchain:a filterdeclare:a filterprotocol:a filterprovider:a
filtertrace:a flushmaxpipelined:o flushmaxthreshold:o forcelanguagepriority:a forcetype:a forensiclog:o
globallog:o gracefulshutdowntimeout:o group:o h2copyfiles:a h2direct:o h2earlyhint:a h2earlyhints:o
h2maxdataframelen:o h2maxheaderblocklen:o h2maxsessionstreams:o h2maxstreamerrors:o h2maxworkeridleseconds:o
h2maxworkers:o h2minworkers:o h2moderntlsonly:o h2outputbuffering:o h2padding:o h2proxyrequests:a h2push:a
h2pushdiarysize:o h2pushpriority:o h2pushresource:a h2serializeheaders:o h2sessionextrafiles:o
h2streammaxmemsize:o h2streamtimeout:o h2tlscooldownsecs:o h2tlswarmupsize:o h2upgrade:a h2websockets:o
h2windowsize:o header:a headername:a heartbeataddress:o heartbeatlisten:o heartbeatmaxservers:o
heartbeatstorage:o hostnamelookups:a httpprotocoloptions:o identitycheck:a identitychecktimeout:a if:a
ifdefine:a ifdirective:a iffile:a ifmodule:a ifsection:a ifversion:a imapbase:a imapdefault:a imapmenu:a
include:a includeoptional:a indexheadinsert:a indexignore:a indexignorereset:a indexoptions:a
indexorderdefault:a indexstylesheet:a inputsed:d keepalive:o keepalivetimeout:o keptbodysize:d
languagepriority:a ldapcacheentries:o ldapcachettl:o ldapconnectionpoolttl:o ldapconnectiontimeout:o
ldaplibrarydebug:o ldapopcacheentries:o ldapopcachettl:o ldapreferralhoplimit:d ldapreferrals:d
ldapretries:o ldapretrydelay:o ldapsharedcachefile:o ldapsharedcachesize:o ldaptimeout:o
ldaptrustedclientcert:d ldaptrustedglobalcert:o ldaptrustedmode:o ldapverifyservercert:o limit:d
limitexcept:d limitinternalrecursion:o limitrequestbody:a limitrequestfields:o limitrequestfieldsize:o
limitrequestline:o limitxmlrequestbody:a listen:o listenbacklog:o listencoresbucketsratio:o
listentcpdeferaccept:o loadfile:o loadmodule:o location:o locationmatch:o logformat:o logiotrackttfb:a
loglevel:a logmessage:a lua_____bytecodehack:a luaauthzprovider:o luacodecache:a luahookaccesschecker:a
luahookauthchecker:a luahookcheckuserid:a luahookfixups:a luahookinsertfilter:a luahooklog:a
luahookmaptostorage:a luahookpretranslatename:a luahooktranslatename:a luahooktypechecker:a luainherit:a
luainputfilter:a luamaphandler:a luaoutputfilter:a luapackagecpath:a luapackagepath:a luaquickhandler:a
luaroot:a luascope:a macro:a macroignorebadnesting:a macroignoreemptyargs:a maxclients:o
maxconnectionsperchild:o maxkeepaliverequests:o maxmemfree:o maxrangeoverlaps:a maxrangereversals:a
maxranges:a maxrequestsperchild:o maxrequestworkers:o maxsparethreads:o mdactivationdelay:o mdbaseserver:o
mdcacertificatefile:o mdcachallenges:o mdcertificateagreement:o mdcertificateauthority:o
mdcertificatecheck:o mdcertificatefile:o mdcertificatekeyfile:o mdcertificateprotocol:o
mdcertificatestatus:o mdchallengedns01:o mdchallengedns01version:o mdcheckinterval:o mdcontactemail:o
mddrivemode:o mdexternalaccountbinding:o mdhttpproxy:o mdhttpproxycacertificatefile:o mdinitialdelay:o
mdmatchnames:o mdmember:o mdmembers:o mdmessagecmd:o mdmuststaple:o mdnotifycmd:o mdomain:o mdomainset:o
mdportmap:o mdprivatekeys:o mdprofile:o mdprofilemandatory:o mdrenewmode:o mdrenewviaari:o mdrenewwindow:o
mdrequirehttps:a mdretrydelay:o mdretryfailover:o mdserverstatus:o mdstapleothers:o mdstapling:o
mdstaplingkeepresponse:o mdstaplingrenewwindow:o mdstoredir:o mdstorelocks:o mdwarnwindow:o
memcacheconnttl:o mergeslashes:o mergetrailers:o metadir:a metafiles:a metasuffix:a mimemagicfile:o
minsparethreads:o mmapfile:o modemstandard:d modmimeusepathinfo:d multiviewsmatch:a mutex:o
namevirtualhost:o noproxy:o options:a order:d outputsed:d passenv:a pidfile:o port:o protocol:o
protocolecho:o protocols:o protocolshonororder:o proxy100continue:a proxy:o proxyaddheaders:a
proxybadheader:o proxyblock:o proxydomain:o proxyerroroverride:a proxyexpressdbmfile:a proxyexpressdbmtype:a
proxyexpressenable:a proxyftpdircharset:a proxyftpescapewildcards:a proxyftplistonwildcard:a proxyhcexpr:a
proxyhctemplate:a proxyhctpsize:o proxyhtmlbufsize:a proxyhtmlcharsetout:a proxyhtmldoctype:a
proxyhtmlenable:a proxyhtmlevents:a proxyhtmlextended:a proxyhtmlfixups:a proxyhtmlinterp:a proxyhtmllinks:a
proxyhtmlmeta:a proxyhtmlstripcomments:a proxyhtmlurlmap:a proxyiobuffersize:o proxymatch:o
proxymaxforwards:o proxypass:a proxypassinherit:o proxypassinterpolateenv:a proxypassmatch:a
proxypassreverse:a proxypassreversecookiedomain:a proxypassreversecookiepath:a proxypreservehost:a
proxyreceivebuffersize:o proxyremote:o proxyremotematch:o proxyrequests:o proxyset:a proxysourceaddress:o
proxystatus:o proxytimeout:o proxyvia:o proxywebsocketfallbacktoproxyhttp:a qualifyredirecturl:a
readbuffersize:a readmename:a receivebuffersize:o redirect:a redirectmatch:a redirectpermanent:a
redirectrelative:a redirecttemp:a redisconnpoolttl:o redistimeout:o reflectorheader:a regexdefaultoptions:o
registerhttpmethod:o remoteipheader:o remoteipinternalproxy:o remoteipinternalproxylist:o
remoteipproxiesheader:o remoteipproxyprotocol:o remoteipproxyprotocolexceptions:o remoteiptrustedproxy:o
remoteiptrustedproxylist:o removecharset:a removeencoding:a removehandler:a removeinputfilter:a
removelanguage:a removeoutputfilter:a removetype:a requestheader:a requestreadtimeout:o require:d
requireall:d requireany:d requirenone:d rewritebase:a rewritecond:a rewriteengine:a rewritemap:o
rewriteoptions:a rewriterule:a rlimitcpu:a rlimitmem:a rlimitnproc:a satisfy:d scoreboardfile:o script:a
scriptalias:a scriptaliasmatch:o scriptlog:o scriptlogbuffer:o scriptloglength:o scriptsock:o
seerequesttail:o sendbuffersize:o serveradmin:o serveralias:o serverlimit:o servername:o serverpath:o
serverroot:o serversignature:a servertokens:o session:a sessioncookiename2:a sessioncookiename:a
sessioncookieremove:a sessioncryptocipher:a sessioncryptodriver:o sessioncryptopassphrase:a
sessioncryptopassphrasefile:a sessiondbdcookiename2:a sessiondbdcookiename:a sessiondbdcookieremove:a
sessiondbddeletelabel:a sessiondbdinsertlabel:a sessiondbdperuser:a sessiondbdselectlabel:a
sessiondbdupdatelabel:a sessionenv:a sessionexclude:a sessionexpiryupdateinterval:a sessionheader:a
sessioninclude:a sessionmaxage:a setenv:a setenvif:a setenvifexpr:a setenvifnocase:a sethandler:a
setinputfilter:a setoutputfilter:a ssiendtag:o ssierrormsg:a ssietag:d ssilastmodified:d
ssilegacyexprparser:d ssistarttag:o ssitimeformat:a ssiundefinedecho:a sslcacertificatefile:a
sslcacertificatepath:a sslcadnrequestfile:o sslcadnrequestpath:o sslcarevocationcheck:o
sslcarevocationfile:o sslcarevocationpath:o sslcertificatechainfile:o sslcertificatefile:o
sslcertificatekeyfile:o sslciphersuite:a sslcompression:o sslcryptodevice:o sslengine:o sslfips:o
sslhonorcipherorder:o sslinsecurerenegotiation:o ssllog:a sslloglevel:a sslocspdefaultresponder:o
sslocspenable:o sslocspnoverify:o sslocspoverrideresponder:o sslocspproxyurl:o
sslocsprespondercertificatefile:o sslocsprespondertimeout:o sslocspresponsemaxage:o
sslocspresponsetimeskew:o sslocspuserequestnonce:o sslopensslconfcmd:o ssloptions:a sslpassphrasedialog:o
sslprotocol:o sslproxycacertificatefile:o sslproxycacertificatepath:o sslproxycarevocationcheck:o
sslproxycarevocationfile:o sslproxycarevocationpath:o sslproxycheckpeercn:o sslproxycheckpeerexpire:o
sslproxycheckpeername:o sslproxyciphersuite:o sslproxyengine:o sslproxymachinecertificatechainfile:o
sslproxymachinecertificatefile:o sslproxymachinecertificatepath:o sslproxyprotocol:o sslproxyverify:o
sslproxyverifydepth:o sslrandomseed:o sslrenegbuffersize:d sslrequire:d sslrequiressl:d sslsessioncache:o
sslsessioncachetimeout:o sslsessionticketkeyfile:o sslsessiontickets:o sslsrpunknownuserseed:o
sslsrpverifierfile:o sslstaplingcache:o sslstaplingerrorcachetimeout:o sslstaplingfaketrylater:o
sslstaplingforceurl:o sslstaplingrespondertimeout:o sslstaplingresponsemaxage:o
sslstaplingresponsetimeskew:o sslstaplingreturnrespondererrors:o sslstaplingstandardcachetimeout:o
sslstrictsnivhostcheck:o sslusername:a sslusestapling:o sslverifyclient:a sslverifydepth:a
sslvhostsnipolicy:o startservers:o stricthostcheck:o substitute:a substituteinheritbefore:a
substitutemaxlinelength:a suexec:o suexecusergroup:o threadlimit:o threadsperchild:o threadstacksize:o
timeout:o traceenable:o transferlog:o typesconfig:o undefine:a undefmacro:a unsetenv:a use:a
usecanonicalname:a usecanonicalphysicalport:a user:o userdir:o virtualdocumentroot:o virtualdocumentrootip:o
virtualhost:o virtualscriptalias:o virtualscriptaliasip:o watchdoginterval:o xbithack:a xml2encalias:o
xml2encdefault:a xml2startparse:a
`;
