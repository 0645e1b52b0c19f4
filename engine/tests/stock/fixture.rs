//! A small world with something in almost every column.

use lotrace_engine::Snapshot;

use crate::world::snapshot;

pub(crate) const EVENTS: &str = "\
event_id,kind,role,time,arrived,recorded,product,lot,quantity,unit,site,to_site,party,document,container,hazards,ref
r1,receive,,2026-01-02T00:00:00Z,,,MILK,M1,100,,PLANT,,FARM,PO1,,,
r2,receive,,2026-01-02,,2026-01-09,MILK,M2,50.25,,PLANT,,FARM,,,,
r3,receive,,2026-01,,,MILK,M1,,,PLANT,,DAIRY,,,,
t1,transform,in,2026-01-04T08:00:00.5Z,,,MILK,M1,60,,PLANT,,,B1,,micro;glass,
t1,transform,in,2026-01-04T08:00:00.5Z,,,MILK,M2,20,,PLANT,,,B1,,,
t1,transform,out,2026-01-04T08:00:00.5Z,2026-01-05T00:00:00.25Z,,CHEESE,C1,7000000000,,PLANT,,,B1,,,
t1,transform,out,2026-01-04T08:00:00.5Z,2026-01-05,,CHEESE,C2,40,,PLANT,,,B1,,,
t2,transform,in,2026-01-06T08:00:00Z,,,CHEESE,C2,10,,PLANT,,,,,glass,
t2,transform,out,2026-01-06T08:00:00Z,,,CHEESE,C3,9,,PLANT,,,,,,
m1,move,,2026-01-07T08:00:00Z,2026-01-08T00:00:00Z,,CHEESE,C1,3000000000,,PLANT,STORE,,BOL1,,,
m2,move,,2026-01-07T08:00:00Z,,,CHEESE,C2,20,,PLANT,STORE,,BOL2,,,
a1,arrive,,2026-01-08T09:00:00Z,,,,,12,,,,,,,,m2
a2,arrive,,2026-01-09,,2026-01-12T00:00:00Z,,,5,,DEPOT,,,,,,m2
m3,move,,2026-01-07T08:00:00Z,,,CHEESE,C3,4,,PLANT,STORE,,,,,
m4,move,,2026-01-08T08:00:00Z,2026-01-09T00:00:00Z,,CHEESE,C2,2,,STORE,SHOPPER,,,,,
p1,pack,,2026-01-07T00:00:00Z,,,CHEESE,C3,3,,PLANT,,,,BOX,,
m5,move,,2026-01-08T00:00:00Z,2026-01-09T00:00:00Z,,,,,,PLANT,DEPOT,,,BOX,,
s1,sell,,2026-01-09T10:00:00Z,,,CHEESE,C1,5,,STORE,,ANNE,,,,
s2,sell,,2026-01-09T11:00:00Z,,,CHEESE,,3,,STORE,,,,,,
s3,sell,,2026-01-09T11:30:00Z,,,CHEESE,C2,1,,STORE,,,,,,
b1,return,,2026-01-10T11:00:00Z,,,CHEESE,C1,2,,STORE,,ANNE,,,,
d1,destroy,,2026-01-10T12:00:00Z,,,CHEESE,C2,1,,STORE,,,,,,
j1,adjust,,2026-01-10T13:00:00Z,,,CHEESE,C2,-1,,STORE,,,,,,
j2,adjust,,2026-01-10T14:00:00Z,,,CHEESE,C3,1.5,,DEPOT,,,,,,
s4,sell,,2026-01-11T00:00:00Z,,,CHEESE,C3,2,,DEPOT,,,,,,
v1,void,,2026-01-12T00:00:00Z,,,,,,,,,,,,,s4
v2,void,,2026-01-12T00:00:00Z,,,,,,,,,,,,,nothing
m6,move,,2026-01-12T08:00:00Z,2026-01-13T00:00:00Z,,MILK,M2,5,,PLANT,FARM,,,,,
n1,count,,2026-01-13T00:00:00Z,,,CHEESE,C2,6,,STORE,,,,,,
n2,count,,2026-01-13,,,CHEESE,C1,10,,STORE,,,,,,
c1,clean,,2026-01-13T00:00:00Z,,,,,,,PLANT,,,,,,
h1,hold,,2026-01-13T00:00:00Z,,,CHEESE,C2,,,,,,CASE1,,,
h2,recall,,2026-01-13T00:00:00Z,,,CHEESE,C3,,,DEPOT,,,CASE2,,,
h3,hold,,2026-01-13T00:00:00Z,,,MILK,,,,,,,CASE3,,,
h4,release,,2026-01-14T00:00:00Z,,,MILK,,,,,,,CASE3,,,
h5,hold,,2026-01-13T00:00:00Z,,,CHEESE,,,,SHOPPER,,,CASE4,,,
x1,receive,,2026-01-03T00:00:00Z,,,CHEESE,N/A,4,,STORE,,,,,,
x2,receive,,2026-01-03T00:00:00Z,,,CHEESE,c-1,4,,STORE,,,,,,
";

pub(crate) const PRODUCTS: &str = "\
product,name,category,unit,shelf_life_days,unit_cost,ftl,gtin,lot_tracked,reorder_point
MILK,Milk,Dairy,l,7,0.75,yes,09506000134352,yes,500
CHEESE,Cheese,Dairy,kg,90,,no,4006381333931;09506000134376,yes,10
";

pub(crate) const SITES: &str = "\
site,name,kind,gln,parent,region,country,latitude,longitude,time_zone
PLANT,Plant,plant,9506000134352,,North,NL,52.1,4.3,Europe/Amsterdam
STORE,Store,store,,DEPOT,North,NL,,,
DEPOT,Depot,dc,,,North,NL,,,
FARM,Farm,supplier,,,,,,,
SHOPPER,Shopper,customer,,,,,,,
";

pub(crate) const LOTS: &str = "\
product,lot,supplier,supplier_lot,produced,received,best_before,use_by
MILK,M1,FARM,F-77,2026-01-01,2026-01-02,,2026-01-20
MILK,M2,DAIRY,,2025-12-31,,2026-01-18,
CHEESE,C1,,,2026-01-05,,2026-03,
CHEESE,C2,,,1969-12-30,,2026-01-10,2026-02-01
CHEESE,C9,,,,,,
";

pub(crate) const ORDERS: &str = "\
order,customer,product,lot,quantity,site,status
O1,ANNE,CHEESE,C1,3,STORE,open
O2,BEA,CHEESE,,2.5,,shipped
";

pub(crate) fn creamery() -> Snapshot {
    snapshot(&[
        ("events", EVENTS),
        ("products", PRODUCTS),
        ("sites", SITES),
        ("lots", LOTS),
        ("orders", ORDERS),
    ])
}
