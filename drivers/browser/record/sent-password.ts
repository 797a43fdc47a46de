/** True where a request carries the password: in its URL or its body, raw, percent-encoded or as JSON writes it. */
export function carriesPassword(
  password: string | undefined,
  url: string,
  body: string | undefined,
): boolean {
  if (password === undefined || password === '') return false;
  const encoded = encodeURIComponent(password.toWellFormed());
  const asForm = new URLSearchParams([['', password]]).toString().slice(1);
  const forms = [encoded, asForm];
  const inBody = [password, JSON.stringify(password).slice(1, -1), ...forms];
  const value = (text: string, form: string): boolean =>
    text.includes(`=${form}`) || text.includes(`"${form}"`) || text.includes(`\n${form}`);
  return (
    forms.some((form) => value(url, form)) ||
    (body !== undefined && inBody.some((form) => value(body, form)))
  );
}
