// Made by e2e/configurations/make-tables.ts from the list of Apache httpd 2.4.71 with Debian's modules. Do not edit.

/** The version that the table is of. */
export const apacheTableVersion = '2.4.71';

/**
 * `name:place:words`: `a` anywhere, `o` outside of <Directory> and <Location>, `d` only inside of them; then
 * the counts of words that it takes, `1+` for at least one, `f` for On or Off, nothing where httpd does not tell.
 */
export const apacheDirectiveTable = `
acceptfilter:o:2 acceptpathinfo:a:1 accessfilename:o action:a addalt:a addaltbyencoding:a addaltbytype:a
addcharset:a:2+ adddefaultcharset:a:1 adddescription:a addencoding:a:2+ addhandler:a:2+ addicon:a
addiconbyencoding:a addiconbytype:a addinputfilter:a:2+ addlanguage:a:2+ addmoduleinfo:o
addoutputfilter:a:2+ addoutputfilterbytype:a:2+ addtype:a:2+ alias:a:12 aliasmatch:o:2 aliaspreservepath:a:f
allow:d:2+ allowconnect:o allowencodedslashes:o:1 allowmethods:d allowoverride:d allowoverridelist:d
anonymous:d anonymous_logemail:d anonymous_mustgiveemail:d anonymous_nouserid:d anonymous_verifyemail:d
asyncrequestworkerfactor:o:1 authbasicauthoritative:d:f authbasicfake:d:12 authbasicprovider:d:1+
authbasicusedigestalgorithm:d:1 authdbduserpwquery:d authdbduserrealmquery:d authdbmgroupfile:d
authdbmtype:d authdbmuserfile:d authdigestalgorithm:d authdigestdomain:d authdigestnccheck:d
authdigestnoncelifetime:d authdigestprovider:d authdigestqop:d authdigestshmemsize:o authformauthoritative:d
authformbody:d authformdisablenostore:d authformfakebasicauth:d authformlocation:d
authformloginrequiredlocation:d authformloginsuccesslocation:d authformlogoutlocation:d authformmethod:d
authformmimetype:d authformpassword:d authformprovider:d authformsitepassphrase:d authformsize:d
authformusername:d authgroupfile:d authldapauthorizeprefix:d authldapbindauthoritative:d authldapbinddn:d
authldapbindpassword:d authldapcharsetconfig:o authldapcompareasuser:d authldapcomparednonserver:d
authldapdereferencealiases:d authldapgroupattribute:d authldapgroupattributeisdn:d
authldapinitialbindasuser:d authldapinitialbindpattern:d authldapmaxsubgroupdepth:d
authldapremoteuserattribute:d authldapremoteuserisdn:d authldapsearchasuser:d authldapsubgroupattribute:d
authldapsubgroupclass:d authmerging:d:1 authname:d:1 authncachecontext:d authncacheenable:o
authncacheprovidefor:d authncachesocache:o authncachetimeout:d authnprovideralias:o authtype:d:1
authuserfile:d:1 authzdbdlogintoreferer:d authzdbdquery:d authzdbdredirectquery:d authzdbmtype:d
authzprovideralias:o authzsendforbiddenonfailure:d:f balancergrowth:o:1 balancerinherit:o:f balancermember:a
balancerpersist:o:f brotlialteretag:o brotlicompressionmaxinputblock:o brotlicompressionquality:o
brotlicompressionwindow:o brotlifilternote:o browsermatch:a browsermatchnocase:a bufferedlogs:o:f
buffersize:d cachedefaultexpire:a cachedetailheader:a cachedirlength:o cachedirlevels:o cachedisable:a
cacheenable:a cachefile:o cacheheader:a cacheignorecachecontrol:o cacheignoreheaders:o
cacheignorenolastmod:a cacheignorequerystring:o cacheignoreurlsessionidentifiers:o cachekeybaseurl:o
cachelastmodifiedfactor:a cachelock:o cachelockmaxage:o cachelockpath:o cachemaxexpire:a cachemaxfilesize:a
cacheminexpire:a cacheminfilesize:a cachenegotiateddocs:o cachequickhandler:o cachereadsize:a
cachereadtime:a cacheroot:o cachesocache:o cachesocachemaxsize:a cachesocachemaxtime:a cachesocachemintime:a
cachesocachereadsize:a cachesocachereadtime:a cachestaleonerror:a cachestoreexpired:a cachestorenostore:a
cachestoreprivate:a casefilter:o casefilterin:o cgidscripttimeout:a cgipassauth:d:f cgivar:a:2
charsetdefault:a charsetoptions:a charsetsourceenc:a checkbasenamematch:a checkcaseonly:a checkspelling:a
chrootdir:o:1 contentdigest:a:f cookiedomain:a cookieexpires:a cookiehttponly:a cookiename:a
cookiesamesite:a cookiesecure:a cookiestyle:a cookietracking:a coredumpdirectory:o:1 customlog:o:23 dav:d
davbasepath:d davdepthinfinity:a davgenericlockdb:d davlockdb:o davlockdiscovery:a davmintimeout:a
dbdexptime:o dbdinitsql:o dbdkeep:o dbdmax:o dbdmin:o dbdparams:o dbdpersist:o dbdpreparesql:o dbdriver:o
defaulticon:a defaultlanguage:a:1 defaultruntimedir:o:1 defaulttype:a:1 define:a:12 deflatealteretag:o:1
deflatebuffersize:o:1 deflatecompressionlevel:o:1 deflatefilternote:o:12 deflateinflatelimitrequestbody:a:1
deflateinflateratioburst:a:1 deflateinflateratiolimit:a:1 deflatememlevel:o:1 deflatewindowsize:o:1
deny:d:2+ directory:o directorycheckhandler:a:f directoryindex:a directoryindexredirect:a:1 directorymatch:o
directoryslash:a:f documentroot:o:1 dumpioinput:o dumpiooutput:o else:a elseif:a enablemmap:a:1
enablesendfile:a:1 error:a errordocument:a:2 errorlog:o:1 errorlogformat:o:12 expiresactive:a:f
expiresbytype:a:2 expiresdefault:a:1 extendedstatus:o:f extfilterdefine:o extfilteroptions:d
fallbackresource:a:1 fancyindexing:a fileetag:a files:a filesmatch:a filterchain:a:1+ filterdeclare:a:12
filterprotocol:a:23 filterprovider:a:3 filtertrace:a:2 flushmaxpipelined:o:1 flushmaxthreshold:o:1
forcelanguagepriority:a forcetype:a:1 forensiclog:o globallog:o:23 gracefulshutdowntimeout:o:1 group:o:1
h2copyfiles:a:f h2direct:o:f h2earlyhint:a:2 h2earlyhints:o:f h2maxdataframelen:o:1 h2maxheaderblocklen:o:1
h2maxsessionstreams:o:1 h2maxstreamerrors:o:1 h2maxworkeridleseconds:o:1 h2maxworkers:o:1 h2minworkers:o:1
h2moderntlsonly:o:f h2outputbuffering:o:f h2padding:o:1 h2proxyrequests:a:f h2push:a:f h2pushdiarysize:o:1
h2pushpriority:o:23 h2pushresource:a:123 h2serializeheaders:o:1 h2sessionextrafiles:o:1
h2streammaxmemsize:o:1 h2streamtimeout:o:1 h2tlscooldownsecs:o:1 h2tlswarmupsize:o:1 h2upgrade:a:f
h2websockets:o:f h2windowsize:o:1 header:a headername:a heartbeataddress:o heartbeatlisten:o
heartbeatmaxservers:o heartbeatstorage:o hostnamelookups:a:1 httpprotocoloptions:o:1+ identitycheck:a
identitychecktimeout:a if:a ifdefine:a ifdirective:a iffile:a ifmodule:a ifsection:a ifversion:a imapbase:a
imapdefault:a imapmenu:a include:a:1 includeoptional:a:1 indexheadinsert:a indexignore:a indexignorereset:a
indexoptions:a indexorderdefault:a indexstylesheet:a inputsed:d keepalive:o:f keepalivetimeout:o:1
keptbodysize:d languagepriority:a ldapcacheentries:o ldapcachettl:o ldapconnectionpoolttl:o
ldapconnectiontimeout:o ldaplibrarydebug:o ldapopcacheentries:o ldapopcachettl:o ldapreferralhoplimit:d
ldapreferrals:d ldapretries:o ldapretrydelay:o ldapsharedcachefile:o ldapsharedcachesize:o ldaptimeout:o
ldaptrustedclientcert:d ldaptrustedglobalcert:o ldaptrustedmode:o ldapverifyservercert:o limit:d
limitexcept:d limitinternalrecursion:o:12 limitrequestbody:a:1 limitrequestfields:o:1
limitrequestfieldsize:o:1 limitrequestline:o:1 limitxmlrequestbody:a:1 listen:o listenbacklog:o:1
listencoresbucketsratio:o:1 listentcpdeferaccept:o:1 loadfile:o:1+ loadmodule:o:2 location:o locationmatch:o
logformat:o:12 logiotrackttfb:a:f loglevel:a:1+ logmessage:a lua_____bytecodehack:a luaauthzprovider:o
luacodecache:a luahookaccesschecker:a luahookauthchecker:a luahookcheckuserid:a luahookfixups:a
luahookinsertfilter:a luahooklog:a luahookmaptostorage:a luahookpretranslatename:a luahooktranslatename:a
luahooktypechecker:a luainherit:a luainputfilter:a luamaphandler:a luaoutputfilter:a luapackagecpath:a
luapackagepath:a luaquickhandler:a luaroot:a luascope:a macro:a macroignorebadnesting:a
macroignoreemptyargs:a maxclients:o:1 maxconnectionsperchild:o:1 maxkeepaliverequests:o:1 maxmemfree:o:1
maxrangeoverlaps:a:1 maxrangereversals:a:1 maxranges:a:1 maxrequestsperchild:o:1 maxrequestworkers:o:1
maxsparethreads:o:1 mdactivationdelay:o mdbaseserver:o mdcacertificatefile:o mdcachallenges:o
mdcertificateagreement:o mdcertificateauthority:o mdcertificatecheck:o mdcertificatefile:o
mdcertificatekeyfile:o mdcertificateprotocol:o mdcertificatestatus:o mdchallengedns01:o
mdchallengedns01version:o mdcheckinterval:o mdcontactemail:o mddrivemode:o mdexternalaccountbinding:o
mdhttpproxy:o mdhttpproxycacertificatefile:o mdinitialdelay:o mdmatchnames:o mdmember:o mdmembers:o
mdmessagecmd:o mdmuststaple:o mdnotifycmd:o mdomain:o mdomainset:o mdportmap:o mdprivatekeys:o mdprofile:o
mdprofilemandatory:o mdrenewmode:o mdrenewviaari:o mdrenewwindow:o mdrequirehttps:a mdretrydelay:o
mdretryfailover:o mdserverstatus:o mdstapleothers:o mdstapling:o mdstaplingkeepresponse:o
mdstaplingrenewwindow:o mdstoredir:o mdstorelocks:o mdwarnwindow:o memcacheconnttl:o mergeslashes:o:f
mergetrailers:o:f metadir:a metafiles:a metasuffix:a mimemagicfile:o minsparethreads:o:1 mmapfile:o
modemstandard:d modmimeusepathinfo:d:f multiviewsmatch:a:1+ mutex:o namevirtualhost:o:1 noproxy:o:1+
options:a order:d:1 outputsed:d passenv:a:1+ pidfile:o:1 port:o:1 protocol:o:1 protocolecho:o protocols:o:1+
protocolshonororder:o:1 proxy100continue:a:f proxy:o proxyaddheaders:a:f proxybadheader:o:1 proxyblock:o:1+
proxydomain:o:1 proxyerroroverride:a:1+ proxyexpressdbmfile:a proxyexpressdbmtype:a proxyexpressenable:a
proxyftpdircharset:a proxyftpescapewildcards:a proxyftplistonwildcard:a proxyhcexpr:a proxyhctemplate:a
proxyhctpsize:o proxyhtmlbufsize:a proxyhtmlcharsetout:a proxyhtmldoctype:a proxyhtmlenable:a
proxyhtmlevents:a proxyhtmlextended:a proxyhtmlfixups:a proxyhtmlinterp:a proxyhtmllinks:a proxyhtmlmeta:a
proxyhtmlstripcomments:a proxyhtmlurlmap:a proxyiobuffersize:o:1 proxymatch:o proxymaxforwards:o:1
proxypass:a proxypassinherit:o:f proxypassinterpolateenv:a:f proxypassmatch:a proxypassreverse:a:123
proxypassreversecookiedomain:a:23 proxypassreversecookiepath:a:23 proxypreservehost:a:f
proxyreceivebuffersize:o:1 proxyremote:o:23 proxyremotematch:o:23 proxyrequests:o:f proxyset:a
proxysourceaddress:o:1 proxystatus:o:1 proxytimeout:o:1 proxyvia:o:1 proxywebsocketfallbacktoproxyhttp:a:f
qualifyredirecturl:a:f readbuffersize:a:1 readmename:a receivebuffersize:o:1 redirect:a:123
redirectmatch:a:23 redirectpermanent:a:2 redirectrelative:a:f redirecttemp:a:2 redisconnpoolttl:o
redistimeout:o reflectorheader:a regexdefaultoptions:o registerhttpmethod:o:1+ remoteipheader:o:1
remoteipinternalproxy:o:1+ remoteipinternalproxylist:o:1 remoteipproxiesheader:o:1 remoteipproxyprotocol:o:f
remoteipproxyprotocolexceptions:o remoteiptrustedproxy:o:1+ remoteiptrustedproxylist:o:1 removecharset:a:1+
removeencoding:a:1+ removehandler:a:1+ removeinputfilter:a:1+ removelanguage:a:1+ removeoutputfilter:a:1+
removetype:a:1+ requestheader:a requestreadtimeout:o require:d requireall:d requireany:d requirenone:d
rewritebase:a:1 rewritecond:a rewriteengine:a:f rewritemap:o:23 rewriteoptions:a:1+ rewriterule:a
rlimitcpu:a:12 rlimitmem:a:12 rlimitnproc:a:12 satisfy:d:1 scoreboardfile:o:1 script:a scriptalias:a:12
scriptaliasmatch:o:2 scriptlog:o scriptlogbuffer:o scriptloglength:o scriptsock:o seerequesttail:o:f
sendbuffersize:o:1 serveradmin:o:1 serveralias:o serverlimit:o:1 servername:o:1 serverpath:o:1
serverroot:o:1 serversignature:a:1 servertokens:o:1 session:a sessioncookiename2:a sessioncookiename:a
sessioncookieremove:a sessioncryptocipher:a sessioncryptodriver:o sessioncryptopassphrase:a
sessioncryptopassphrasefile:a sessiondbdcookiename2:a sessiondbdcookiename:a sessiondbdcookieremove:a
sessiondbddeletelabel:a sessiondbdinsertlabel:a sessiondbdperuser:a sessiondbdselectlabel:a
sessiondbdupdatelabel:a sessionenv:a sessionexclude:a sessionexpiryupdateinterval:a sessionheader:a
sessioninclude:a sessionmaxage:a setenv:a:12 setenvif:a setenvifexpr:a setenvifnocase:a sethandler:a:1
setinputfilter:a:1 setoutputfilter:a:1 ssiendtag:o ssierrormsg:a ssietag:d ssilastmodified:d
ssilegacyexprparser:d ssistarttag:o ssitimeformat:a ssiundefinedecho:a sslcacertificatefile:a:1
sslcacertificatepath:a:1 sslcadnrequestfile:o:1 sslcadnrequestpath:o:1 sslcarevocationcheck:o
sslcarevocationfile:o:1 sslcarevocationpath:o:1 sslcertificatechainfile:o:1 sslcertificatefile:o:1
sslcertificatekeyfile:o:1 sslciphersuite:a:12 sslcompression:o:f sslcryptodevice:o:1 sslengine:o:f
sslfips:o:f sslhonorcipherorder:o:f sslinsecurerenegotiation:o:f ssllog:a sslloglevel:a
sslocspdefaultresponder:o:1 sslocspenable:o sslocspnoverify:o:f sslocspoverrideresponder:o:f
sslocspproxyurl:o:1 sslocsprespondercertificatefile:o:1 sslocsprespondertimeout:o:1
sslocspresponsemaxage:o:1 sslocspresponsetimeskew:o:1 sslocspuserequestnonce:o:f sslopensslconfcmd:o:2
ssloptions:a sslpassphrasedialog:o:1 sslprotocol:o sslproxycacertificatefile:o:1
sslproxycacertificatepath:o:1 sslproxycarevocationcheck:o sslproxycarevocationfile:o:1
sslproxycarevocationpath:o:1 sslproxycheckpeercn:o:f sslproxycheckpeerexpire:o:f sslproxycheckpeername:o:f
sslproxyciphersuite:o:12 sslproxyengine:o:f sslproxymachinecertificatechainfile:o:1
sslproxymachinecertificatefile:o:1 sslproxymachinecertificatepath:o:1 sslproxyprotocol:o sslproxyverify:o:1
sslproxyverifydepth:o:1 sslrandomseed:o:23 sslrenegbuffersize:d:1 sslrequire:d sslrequiressl:d
sslsessioncache:o:1 sslsessioncachetimeout:o:1 sslsessionticketkeyfile:o:1 sslsessiontickets:o:f
sslsrpunknownuserseed:o:1 sslsrpverifierfile:o:1 sslstaplingcache:o:1 sslstaplingerrorcachetimeout:o:1
sslstaplingfaketrylater:o:f sslstaplingforceurl:o:1 sslstaplingrespondertimeout:o:1
sslstaplingresponsemaxage:o:1 sslstaplingresponsetimeskew:o:1 sslstaplingreturnrespondererrors:o:f
sslstaplingstandardcachetimeout:o:1 sslstrictsnivhostcheck:o:f sslusername:a:1 sslusestapling:o:f
sslverifyclient:a:1 sslverifydepth:a:1 sslvhostsnipolicy:o:1 startservers:o:1 stricthostcheck:o:f
substitute:a:1 substituteinheritbefore:a:f substitutemaxlinelength:a:1 suexec:o:f suexecusergroup:o
threadlimit:o:1 threadsperchild:o:1 threadstacksize:o:1 timeout:o:1 traceenable:o:1 transferlog:o:1
typesconfig:o:1 undefine:a:1 undefmacro:a:1 unsetenv:a:1+ use:a usecanonicalname:a:1
usecanonicalphysicalport:a:1 user:o:1 userdir:o virtualdocumentroot:o virtualdocumentrootip:o virtualhost:o
virtualscriptalias:o virtualscriptaliasip:o watchdoginterval:o:1 xbithack:a xml2encalias:o xml2encdefault:a
xml2startparse:a
`;
