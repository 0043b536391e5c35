/**
 * The script of the page of a scan: it shows the controls that filter and sort the rows. Without it every row is there, and
 * the links at the top lead to the first rule of each kind.
 */
export const SCAN_SCRIPT = `
;(()=>{
const d=document,list=d.querySelector('.rules'),form=d.querySelector('.filter')
if(!list)return
const rows=[...list.children],said=form.querySelector('output'),field=n=>form.elements[n]
let words
const {compare}=new Intl.Collator()
const show=()=>{
const v=field('v').value,b=field('b').value,c=field('c').value,t=field('t').value.trim().toLowerCase()
if(t&&!words)words=rows.map(r=>(r.querySelector('summary').textContent+' '+r.dataset.k).toLowerCase())
let n=0
rows.forEach((r,i)=>{
const is=(!v||r.dataset.v===v)&&(!b||r.dataset.b===b)&&(!c||r.dataset.c.split(' ').includes(c))&&(!t||words[i].includes(t))
r.hidden=!is
if(is)n++})
said.textContent=n+' of '+rows.length+' rules'
d.querySelectorAll('.legend a').forEach(a=>a.setAttribute('aria-current',v===a.dataset.v))}
const order=()=>{
const o=field('o').value,key=r=>r.querySelector(o==='n'?'h3':'.bus').textContent
const sorted=o?rows.map(r=>[key(r),r]).sort((x,y)=>compare(x[0],y[0])).map(x=>x[1]):rows
list.append(...sorted)}
const build=r=>{const n=r.querySelector('noscript');if(n)n.outerHTML=n.textContent}
const open=()=>{
const to=location.hash.slice(1),n=/^r(\\d+)/.exec(to),row=n&&list.querySelector('[data-n="'+n[1]+'"]')
if(!row)return
if(row.hidden){form.reset();setTimeout(open)}
build(row)
row.querySelector('details').open=true
;(d.getElementById(to)||row).scrollIntoView()}
list.addEventListener('click',e=>{const s=e.target.closest('.rule>summary');if(s)build(s.closest('li'))})
form.addEventListener('input',e=>{if(e.target.name==='o')order();else show()})
form.addEventListener('submit',e=>e.preventDefault())
form.addEventListener('reset',()=>setTimeout(()=>{order();show()}))
d.querySelectorAll('.only').forEach(b=>{
b.hidden=false
b.onclick=()=>{form.reset();setTimeout(()=>{field('c').value=b.dataset.c;show();d.getElementById('rules').scrollIntoView();field('c').focus()})}})
d.querySelectorAll('.legend a').forEach(a=>{a.onclick=e=>{e.preventDefault();field('v').value=field('v').value===a.dataset.v?'':a.dataset.v;show();d.getElementById('rules').scrollIntoView()}})
addEventListener('hashchange',open)
form.hidden=false
show()
open()
})()`
