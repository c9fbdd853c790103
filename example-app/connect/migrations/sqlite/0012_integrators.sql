-- Who asks, as the frame shows it: given with a key, `passage-connect keys add --name … --logo …`.
CREATE TABLE integrators (
    owner     TEXT PRIMARY KEY,
    name      TEXT,
    -- Its media type, and the picture in base64.
    logo_type TEXT,
    logo      TEXT,
    CHECK ((logo IS NULL) = (logo_type IS NULL))
);
